// What is measured on a page.

import type { Page } from "playwright-core";

/**
 * Waits until what the page has to show now has been rendered, and what it wanted to
 * do with the next frame is done.
 */
export function frameRendered(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/** What sticks out of the widget it stands in, or is cut off; nothing if all is well. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) {
      problems.push(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`);
    }
    for (const host of document.querySelectorAll("challenges-widget")) {
      const room = host.getBoundingClientRect();
      for (const element of host.shadowRoot?.querySelectorAll<HTMLElement>("*") ?? []) {
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const isForEarsOnly = style.clipPath !== "none" && box.width <= 1;
        if (box.width === 0 || isForEarsOnly) {
          continue;
        }
        const name = `${host.getAttribute("proxy")}: ${element.localName}.${element.className}`;
        // A turned stamp's corners stand out, but nothing of it is drawn there.
        const tolerance = style.rotate === "none" ? 1 : box.width * 0.25;
        if (box.left < room.left - tolerance || box.right > room.right + tolerance) {
          problems.push(`${name} from ${box.left} to ${box.right} in ${room.left} to ${room.right}`);
        }
        // What is only drawn, and told in words elsewhere, may be cut: a retailer's
        // icon of 500 letters.
        const isForEyesOnly = element.closest("[aria-hidden=true]") !== null;
        if (!isForEyesOnly && style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) {
          problems.push(`${name} is cut off: ${element.scrollWidth} in ${element.clientWidth}`);
        }
      }
    }
    return problems;
  });
}

/**
 * Records the animations that begin in the page's widgets from now on, and those that
 * run already. What is returned gives their names since it was last called.
 */
export async function recordAnimations(page: Page): Promise<() => Promise<string[]>> {
  const record = await page.evaluateHandle(() => {
    const seen = new WeakSet<Animation>();
    const names: string[] = [];
    const look = (root: ShadowRoot): void => {
      const begun = root.getAnimations().filter((animation) => !seen.has(animation));
      for (const animation of begun) {
        seen.add(animation);
        names.push((animation as CSSAnimation).animationName || animation.id || "unnamed");
      }
    };
    for (const { shadowRoot } of document.querySelectorAll("challenges-widget")) {
      if (shadowRoot) {
        look(shadowRoot);
        // Whatever is changed has its animations before another frame is rendered.
        new MutationObserver(() => look(shadowRoot)).observe(shadowRoot, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
      }
    }
    return names;
  });
  return () => record.evaluate((names) => names.splice(0));
}
