// When the WebAssembly is fetched for cards that are there already: not before the page
// around them has what it needs.

/** What shows that the shopper comes near to using the cards. */
const SIGNS = ["pointerover", "pointerdown", "focusin", "keydown", "click"];

/**
 * Settles when cards in this root have to be hydrated: when the page has loaded and the
 * browser is idle, when the shopper points at them or uses them, and when `now` is aborted.
 * A shopper who saves data is not made to download what they may never use.
 */
export function whenHydrationIsDue(root: Element, now: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const { signal } = over;
    const due = (): void => {
      over.abort();
      resolve();
    };
    if (now.aborted) {
      due();
      return;
    }
    now.addEventListener("abort", due, { signal });
    for (const sign of SIGNS) {
      root.addEventListener(sign, due, { signal, passive: true });
    }
    if (!savesData()) {
      whenIdle(due, signal);
    }
  });
}

/** Calls back when the page has loaded and the browser has nothing else to do. */
function whenIdle(callback: () => void, signal: AbortSignal): void {
  const idle = (): void => {
    // Safari has no idle callbacks. Its next frame comes when it has shown what is there.
    if ("requestIdleCallback" in globalThis) {
      requestIdleCallback(callback);
    } else {
      requestAnimationFrame(callback);
    }
  };
  if (document.readyState === "complete") {
    idle();
  } else {
    addEventListener("load", idle, { once: true, signal });
  }
}

/** Whether the shopper has asked the browser to save data. Not all browsers tell. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}
