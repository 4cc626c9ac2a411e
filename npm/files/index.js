// Defines the element.

import { define } from "./loader.js";

define();

export { ChallengesWidgetElement, define } from "./loader.js";
export { setAssetBase } from "./assets.js";
