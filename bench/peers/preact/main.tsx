/** @jsxImportSource preact */
// What the page loads: draws the widget into the place that the page has for it.

import { render } from "preact";

import "../../../style/widget.css";
import { ChallengesWidget } from "./widget";

const place = document.querySelector<HTMLElement>("#challenges-widget");
if (place) {
  render(<ChallengesWidget proxy={place.dataset["proxy"] ?? ""} />, place);
}
