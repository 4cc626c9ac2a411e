// Long work in parts. In between, the browser can do what is more urgent: answer the shopper.

import type { Locale } from "./locale";

/**
 * Makes the first formatters of a language. That takes a browser long, since it reads its data
 * about the language. The widget makes others, which then take next to no time.
 */
export async function prepareFormats({ page, tag }: Locale): Promise<void> {
  // The tag of the page names its region. It counts where the texts are in the same language.
  const language = page.slice(0, 2) === tag.slice(0, 2) ? page : tag;
  for (const make of [
    () => new Intl.NumberFormat(language),
    () => new Intl.DateTimeFormat(language, { month: "long" }),
  ]) {
    await nextTask();
    try {
      make();
    } catch {
      // The tag has no language that the browser knows. The widget takes English then.
    }
  }
}

/** Settles when the browser has done what is more urgent. */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?(): Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}
