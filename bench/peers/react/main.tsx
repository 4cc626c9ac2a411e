// What the page loads: draws the widget into the place that the page has for it.

import { createRoot } from "react-dom/client";

import "../../../style/widget.css";
import { ChallengesWidget } from "./widget";

const place = document.querySelector<HTMLElement>("#challenges-widget");
if (place) {
  createRoot(place).render(<ChallengesWidget proxy={place.dataset["proxy"] ?? ""} />);
}
