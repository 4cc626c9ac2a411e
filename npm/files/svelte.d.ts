// `import "challenges-widget/svelte"` lets Svelte 5 know the element.

import type { HTMLAttributes } from "svelte/elements";

import type { ChallengesWidgetAttributes, ChallengesWidgetElement, ChallengesWidgetEventMap } from "./element.js";

type Listeners = {
  [Name in keyof ChallengesWidgetEventMap as `on${Name}`]?: (event: ChallengesWidgetEventMap[Name]) => void;
};

type Own = ChallengesWidgetAttributes & Listeners;

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "challenges-widget": Own & Omit<HTMLAttributes<ChallengesWidgetElement>, keyof Own>;
  }
}
