// The entry point: renders the widget into the element that the page has for it.

import { createRoot } from "react-dom/client";

import "../../style/widget.css";
import { ChallengesWidget } from "./components/widget";

const element = document.querySelector<HTMLElement>("#challenges-widget");
if (element) {
  createRoot(element).render(<ChallengesWidget proxy={element.dataset["proxy"] ?? ""} />);
}
