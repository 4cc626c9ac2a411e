// Cards, made from the proxy's answers.

import type { Answer, Challenge, Checkpoint, Definition, Presentation } from "./wire";

export type CardState = "available" | "upcoming" | "active" | "inactive" | "completed" | "ended";

/** How a challenge can be joined, where it can. */
export interface Joining {
  readonly definition: string;
  /** The text of the consent; empty for the widget's own text. */
  readonly consent?: string;
  readonly consentVersion?: string | undefined;
}

/** One card. */
export interface Card {
  readonly key: string;
  readonly state: CardState;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly terms: string | undefined;
  readonly reward: string | undefined;
  readonly image: string | undefined;
  readonly checkpoints: readonly Checkpoint[];
  readonly completed: number;
  /** Zero where the number is not known. */
  readonly required: number;
  readonly start: Date | undefined;
  readonly deadline: Date | undefined;
  readonly completedOn: Date | undefined;
  readonly joining: Joining | undefined;
  readonly layout: "stamps" | "path" | "compact";
  readonly order: number;
}

/** How many stamps are shown as stamped. */
export function stampedOf(card: Card): number {
  return Math.min(card.completed, card.required);
}

/** Whether the card belongs to the earlier challenges. */
export function isEarlier(card: Card): boolean {
  return card.state === "completed" || card.state === "ended";
}

/** All cards in their order on the page. */
export function cardsOf(answer: Answer, now: Date): Card[] {
  const joined = new Set(answer.challenges.map((challenge) => challenge.challengeId));
  const offers = answer.definitions
    .filter((definition) => !joined.has(definition.id) && !definition.presentation?.hidden)
    .map((definition) => offerOf(definition, now))
    .filter((card) => card !== undefined && card.state !== "ended") as Card[];
  const challenges = answer.challenges
    .filter((challenge) => !challenge.presentation?.hidden)
    .map((challenge) => cardOf(challenge, now));
  return [...challenges, ...offers].sort(compare);
}

function cardOf(challenge: Challenge, now: Date): Card {
  const { definition, presentation } = challenge;
  const required =
    challenge.requiredCheckpoints || definition?.requiredNumberOfCheckpoints || 0;
  const deadline = deadlineOf(challenge);
  const state = stateOf(challenge, required, deadline, now);
  return {
    key: challenge.id,
    state,
    ...wordingOf(definition, presentation),
    image: challenge.imageUrl ?? presentation?.image,
    completed: challenge.completedCheckpoints,
    required,
    start: dateOf(challenge.challengeStart),
    deadline,
    completedOn: dateOf(challenge.challengeCompletedOn),
    joining: definition && joiningOf(state, definition, presentation),
  };
}

function offerOf(definition: Definition, now: Date): Card | undefined {
  const { presentation } = definition;
  const start = dateOf(definition.scheduledFrom);
  const deadline = dateOf(definition.scheduledTo);
  const isOver = definition.status === "Ended" || (deadline !== undefined && deadline <= now);
  if (!definition.status || definition.status === "Draft") {
    return undefined;
  }
  const isOpen = definition.status === "Active" && (start === undefined || start <= now);
  const state = isOver ? "ended" : isOpen ? "available" : "upcoming";
  return {
    key: definition.id,
    state,
    ...wordingOf(definition, presentation),
    image: presentation?.image,
    completed: 0,
    required: definition.requiredNumberOfCheckpoints ?? 0,
    start,
    deadline,
    completedOn: undefined,
    joining: joiningOf(state, definition, presentation),
  };
}

function wordingOf(definition: Definition | undefined, own: Presentation | undefined) {
  return {
    title: own?.title ?? definition?.name,
    description: own?.description ?? definition?.description,
    terms: own?.terms,
    reward: own?.reward,
    checkpoints: own?.checkpoints ?? [],
    layout: own?.layout ?? "stamps",
    order: own?.order ?? Infinity,
  } as const;
}

function stateOf(
  challenge: Challenge,
  required: number,
  deadline: Date | undefined,
  now: Date,
): CardState {
  const { status, completedCheckpoints, isActive } = challenge;
  const isFull = required > 0 && completedCheckpoints >= required;
  if (
    challenge.isChallengeCompleted ||
    challenge.challengeCompletedOn ||
    isFull ||
    status === "Completed"
  ) {
    return "completed";
  }
  if (
    (deadline && deadline <= now) ||
    status === "NotCompleted" ||
    challenge.definition?.status === "Ended"
  ) {
    return "ended";
  }
  if (isActive || status === "Active") {
    return "active";
  }
  if (isActive === false) {
    return "inactive";
  }
  const start = dateOf(challenge.challengeStart);
  return completedCheckpoints > 0 || !start || start <= now ? "active" : "upcoming";
}

/** The challenge's own end; without one the earlier of the participant's and the definition's. */
function deadlineOf(challenge: Challenge): Date | undefined {
  const { challengeStart, challengeEnd, definition } = challenge;
  if (challengeEnd) {
    return new Date(challengeEnd);
  }
  const end = dateOf(definition?.scheduledTo);
  if (!challengeStart || !definition?.expirationMonths) {
    return end;
  }
  const own = plusMonths(new Date(challengeStart), definition.expirationMonths);
  return end && end < own ? end : own;
}

/** The date this many months later; the last day of the month where it is too short. */
function plusMonths(date: Date, months: number): Date {
  const later = new Date(date);
  later.setMonth(later.getMonth() + months);
  if (later.getDate() !== date.getDate()) {
    later.setDate(0);
  }
  return later;
}

function joiningOf(
  state: CardState,
  definition: Definition,
  presentation: Presentation | undefined,
): Joining | undefined {
  const isOpen = state === "available" || state === "inactive";
  if (isOpen && definition.isContactConsentRequired) {
    return {
      definition: definition.id,
      consent: presentation?.consentText ?? "",
      consentVersion: presentation?.consentVersion,
    };
  }
  return state === "available" ? { definition: definition.id } : undefined;
}

/** The checkpoints with a label, a link or a reward. The last one has the card's reward. */
export function milestonesOf(card: Card): Checkpoint[] {
  const { required, reward } = card;
  const milestones = card.checkpoints
    .filter(({ at, label, reward, link }) => at <= required && (label || reward || link))
    .map((checkpoint) =>
      checkpoint.at === required && reward ? { reward, ...checkpoint } : checkpoint,
    );
  if (required > 0 && reward && !milestones.some(({ at }) => at === required)) {
    milestones.push({ at: required, reward });
  }
  milestones.sort((one, other) => one.at - other.at);
  const [last, ...others] = milestones;
  const isOnlyTheReward = last && others.length === 0 && !last.label && !last.link;
  return card.state === "active" && isOnlyTheReward ? [] : milestones;
}

/** The next checkpoint with a reward. */
export function nextReward(card: Card): { at: number; reward: string } | undefined {
  const stamped = stampedOf(card);
  const last = { at: card.required, reward: card.reward };
  return [...card.checkpoints, last]
    .filter((one): one is { at: number; reward: string } => one.at > stamped && !!one.reward)
    .sort((one, other) => one.at - other.at)[0];
}

function compare(one: Card, other: Card): number {
  return (
    rank(one) - rank(other) ||
    // The difference of two infinities is not a number.
    (one.order === other.order ? 0 : one.order - other.order) ||
    withinRank(one, other) ||
    (one.title ?? "").localeCompare(other.title ?? "") ||
    one.key.localeCompare(other.key)
  );
}

function rank({ state, joining }: Card): number {
  if (state === "inactive" && joining) {
    return 1;
  }
  return ["active", "available", "upcoming", "inactive", "completed", "ended"].indexOf(state);
}

function withinRank(one: Card, other: Card): number {
  switch (one.state) {
    case "completed":
      return time(other.completedOn, 0) - time(one.completedOn, 0);
    case "ended":
      return time(other.deadline, 0) - time(one.deadline, 0);
    case "upcoming":
      return time(one.start) - time(other.start);
    default:
      return time(one.deadline) - time(other.deadline) || missing(one) - missing(other);
  }
}

/** A date in milliseconds. Without a date it is far in the future, or `without`. */
function time(date: Date | undefined, without = Number.MAX_SAFE_INTEGER): number {
  return date?.getTime() ?? without;
}

function missing(card: Card): number {
  return card.required - stampedOf(card);
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
