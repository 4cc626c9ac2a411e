// The language of an element, and its texts.

import { type Asset, assets, load } from "./assets";
import { languageTag } from "./language-tag";

/** A language with its texts. */
export interface Locale {
  /** The language tag of the page around the element. */
  readonly page: string;
  /** The tag of the locale file. */
  readonly tag: string;
  /** The content of the file; null for English, which is built in. */
  readonly texts: string | null;
  /** The shop's own texts in place of them, as JSON. */
  readonly ownTexts: string | null;
}

/** Norwegian has two written forms, and most pages just say `no`. */
const ALIASES: Readonly<Record<string, string>> = { no: "nb", nn: "nb" };

const files = new Map<string, Promise<string | null>>();

/**
 * The language tag of an element: its own, else the nearest one around it, else the
 * browser's. What is no language tag counts as missing.
 */
export function languageOf(element: Element): string {
  let tag = "";
  for (let node: Node | null = element; node && !tag; node = parentOf(node)) {
    tag = node instanceof Element ? languageTag(node.getAttribute("lang") ?? "") : "";
  }
  return tag || languageTag(navigator.language) || "en";
}

/** The parent of a node; the host of a shadow root. */
function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

/** The language for a page with this tag: `sv-FI`, else `sv`, else English. */
export async function loadLocale(page: string, ownTexts: object | string | null): Promise<Locale> {
  const tag = tagOf(page);
  const texts = await textsOf(tag);
  return { page, tag: texts ? tag : "en", texts, ownTexts: ownTexts && asJson(ownTexts) };
}

/** What cannot be written as JSON becomes a text that is no JSON, which the widget reports. */
function asJson(texts: object | string): string {
  try {
    return typeof texts === "string" ? texts : JSON.stringify(texts);
  } catch {
    return String(texts);
  }
}

function tagOf(page: string): string {
  const subtags = page.toLowerCase().split("-");
  for (let length = subtags.length; length > 0; length -= 1) {
    const tag = subtags.slice(0, length).join("-");
    const known = Object.keys(assets.locales).find((locale) => locale.toLowerCase() === (ALIASES[tag] ?? tag));
    if (known) {
      return known;
    }
  }
  return "en";
}

function textsOf(tag: string): Promise<string | null> | null {
  const asset = assets.locales[tag];
  if (!asset) {
    return null;
  }
  const texts = files.get(tag) ?? download(tag, asset);
  files.set(tag, texts);
  return texts;
}

/** Downloads a locale file. Where that fails, the widget is in English. */
async function download(tag: string, asset: Asset): Promise<string | null> {
  try {
    return await load(asset, (response) => response.text());
  } catch (reason) {
    files.delete(tag);
    console.warn(`<challenges-widget>: the texts for ${tag} could not be loaded`, reason);
    return null;
  }
}
