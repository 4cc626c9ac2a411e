// The texts of cards in English, with numbers, dates and plurals by `Intl`.

import * as texts from "../../../locales/en.json";

import { type Card, nextReward, stampedOf } from "./card";

const LANGUAGE = "en";
const DAY = 24 * 60 * 60 * 1000;
const DAYS_COUNTED = 7;

type Text = string | { readonly one: string; readonly other: string };

const plural = new Intl.PluralRules(LANGUAGE);
const numbers = new Intl.NumberFormat(LANGUAGE);
const day = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(LANGUAGE, {
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** A number in English. */
export function number(value: number): string {
  return numbers.format(value);
}

/** A text with these values in its placeholders. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A text in the plural form of a number. */
function counted(text: Text, count: number, values: Readonly<Record<string, string>> = {}): string {
  const category = plural.select(count);
  const pattern = typeof text === "string" ? text : category === "one" ? text.one : text.other;
  return fill(pattern, { ...values, count: number(count) });
}

export function titleOf(card: Card): string {
  return card.title ?? texts.untitled;
}

/** The state in words; `undefined` for an active card. */
export function badgeOf({ state, joining }: Card): string | undefined {
  switch (state) {
    case "active":
      return undefined;
    case "available":
      return texts.stateAvailable;
    case "upcoming":
      return texts.stateUpcoming;
    case "inactive":
      return joining ? texts.stateAvailable : texts.stateInactive;
    case "completed":
      return texts.stateCompleted;
    case "ended":
      return texts.stateEnded;
  }
}

/** "3 of 5 stamps". */
export function countOf({ completed, required }: Card): string | undefined {
  if (required > 0) {
    return counted(texts.stamps, required, { completed: number(completed) });
  }
  return completed > 0 ? counted(texts.stampsOnly, completed) : undefined;
}

/** "2 more to: a free toy". */
export function toGoOf(card: Card): string | undefined {
  const stamped = stampedOf(card);
  if (card.state !== "active" || card.required - stamped <= 0) {
    return undefined;
  }
  const next = nextReward(card);
  return next
    ? counted(texts.toReward, next.at - stamped, { reward: next.reward })
    : counted(texts.toGo, card.required - stamped);
}

/** "Ends on 14 December". */
export function datesOf(card: Card, now: Date): string | undefined {
  const dated = (text: string, date: Date | undefined) =>
    date && fill(text, { date: (isThisYear(date, now) ? day : dayOfYear).format(date) });
  const { deadline } = card;
  switch (card.state) {
    case "completed":
      return dated(texts.completedOn, card.completedOn);
    case "upcoming":
      return dated(texts.startsOn, card.start);
    case "ended":
      return deadline && deadline <= now ? dated(texts.endedOn, deadline) : undefined;
    default:
      return deadline && (daysLeft(deadline, now) ?? dated(texts.endsOn, deadline));
  }
}

function daysLeft(deadline: Date, now: Date): string | undefined {
  const days = Math.round((midnight(deadline) - midnight(now)) / DAY);
  if (days > DAYS_COUNTED) {
    return undefined;
  }
  if (days > 1) {
    return counted(texts.daysLeft, days);
  }
  return days === 1 ? texts.endsTomorrow : texts.endsToday;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function isThisYear(date: Date, now: Date): boolean {
  return date.getFullYear() === now.getFullYear();
}

/** "Earlier challenges (2)". */
export function earlierOf(count: number): string {
  return counted(texts.earlier, count);
}

/** "Stamp 3". */
export function stampNumber(at: number): string {
  return fill(texts.stampNumber, { number: number(at) });
}

/** What a screen reader announces of new stamps; empty without any. */
export function newsOf(before: readonly Card[], after: readonly Card[]): string {
  const known = new Map(before.map((card) => [card.key, card]));
  for (const card of after) {
    const earlier = known.get(card.key);
    const gained = earlier ? card.completed - earlier.completed : 0;
    if (gained > 0) {
      const values = { completed: number(card.completed), required: number(card.required) };
      return card.state === "completed"
        ? fill(texts.wellDone, { title: titleOf(card) })
        : `${titleOf(card)}: ${counted(texts.newStamps, gained, values)}`;
    }
  }
  return "";
}
