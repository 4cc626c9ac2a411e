// `import "challenges-widget/react"` lets JSX know the element. It is written for React 19.

import type { ClassAttributes, HTMLAttributes } from "react";

import type { ChallengesWidgetAttributes, ChallengesWidgetElement, ChallengesWidgetEventMap } from "./element.js";

type Listeners = {
  [Name in keyof ChallengesWidgetEventMap as `on${Name}`]?: (event: ChallengesWidgetEventMap[Name]) => void;
};

type Own = ChallengesWidgetAttributes & Listeners;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "challenges-widget": Own &
        Omit<HTMLAttributes<ChallengesWidgetElement>, keyof Own> &
        ClassAttributes<ChallengesWidgetElement>;
    }
  }
}
