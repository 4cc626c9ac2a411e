// Which language an element speaks, and its texts.

import { type Part, parts, request } from "./parts";

/** A language with its texts. */
export interface Speech {
  /** The language tag of the page around the element. */
  readonly page: string;
  /** The tag of the locale file. */
  readonly tag: string;
  /** What the file holds; null for English, which is built in. */
  readonly texts: object | null;
  /** The shop's own words over them. */
  readonly ownTexts: object | null;
}

/** Norwegian is written in two ways; pages mostly just say `no`. */
const ALIASES: Readonly<Record<string, string>> = { no: "nb", nn: "nb" };

const files = new Map<string, Promise<object | null>>();

/** How to speak on a page of this language: `sv-FI`, else `sv`, else English. */
export async function speechFor(page: string, ownTexts: object | null): Promise<Speech> {
  const tag = localeOf(page);
  const texts = await textsOf(tag);
  return { page, tag: texts ? tag : "en", texts, ownTexts };
}

function localeOf(page: string): string {
  const subtags = page.toLowerCase().split("-");
  for (let length = subtags.length; length > 0; length -= 1) {
    const tag = subtags.slice(0, length).join("-");
    const known = Object.keys(parts.locales).find((locale) => locale.toLowerCase() === (ALIASES[tag] ?? tag));
    if (known) {
      return known;
    }
  }
  return "en";
}

function textsOf(tag: string): Promise<object | null> | null {
  const part = parts.locales[tag];
  if (!part) {
    return null;
  }
  const texts = files.get(tag) ?? download(tag, part);
  files.set(tag, texts);
  return texts;
}

/** English is better than nothing: a file that cannot be had stops nobody. */
async function download(tag: string, part: Part): Promise<object | null> {
  try {
    const response = await request(part, "default");
    return (await response.json()) as object;
  } catch (reason) {
    files.delete(tag);
    console.warn(`<challenges-widget>: the texts for ${tag} could not be loaded`, reason);
    return null;
  }
}
