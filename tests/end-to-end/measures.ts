// What is measured on a page.

import type { Page } from "playwright-core";

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

/** The animations that run in the page's widgets. */
export function animations(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("challenges-widget")]
      .flatMap((host) => host.shadowRoot?.getAnimations() ?? [])
      .filter((animation) => animation.playState === "running")
      .map((animation) => (animation as CSSAnimation).animationName || animation.id || "unnamed"),
  );
}
