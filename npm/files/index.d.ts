// The same as the entry `challenges-widget/element`. This one defines the element.
export * from "./element.js";
