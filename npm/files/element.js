// The element, which this module does not define.

export { ChallengesWidgetElement, define } from "./loader.js";
export { setAssetBase } from "./assets.js";
