// What a server gets in place of the element: there is nothing to define.

export class ChallengesWidgetElement {}

export function define() {}

export function setAssetBase() {}
