import { type ChallengesWidgetElement, ChallengesWidgetElement as Element } from "challenges-widget";
import { define, setAssetBase } from "challenges-widget/element";

setAssetBase("/widget");
define();

const widget = document.createElement("challenges-widget") satisfies ChallengesWidgetElement;
widget.proxy = "/api/loyalty";
widget.headingLevel = 2;
widget.hideWhenEmpty = true;
widget.texts = { label: "Your stamp cards" };
// @ts-expect-error There is no such layout.
widget.layout = "circle";

widget.addEventListener("challenge-completed", ({ detail }) => {
  detail.completed satisfies number;
  detail.title satisfies string | null;
});
document.addEventListener("challenges-error", ({ detail }) => {
  // @ts-expect-error There is no such reason.
  detail.reason === "bored";
});

const other = document.querySelector("challenges-widget");
void other?.refresh().then(() => other instanceof Element);
