// `import "challenges-widget/vue"` lets the templates of Vue 3 know the element.

import type { HTMLAttributes, ReservedProps } from "vue";

import type { ChallengesWidgetAttributes, ChallengesWidgetEventMap } from "./element.js";

type CamelCase<Text extends string> = Text extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Text;

type Listeners = {
  [Name in keyof ChallengesWidgetEventMap as `on${Capitalize<CamelCase<Name>>}`]?: (
    event: ChallengesWidgetEventMap[Name],
  ) => void;
};

type Own = ChallengesWidgetAttributes & Listeners;

declare module "vue" {
  interface GlobalComponents {
    "challenges-widget": new () => {
      // `ReservedProps` are `ref`, `key` and what else Vue itself reads.
      $props: Own & Omit<HTMLAttributes, keyof Own> & ReservedProps;
    };
  }
}
