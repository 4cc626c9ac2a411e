// The height that a widget had when the shopper last saw it. The next one reserves as
// much space, so that nothing below it moves.

/** Widths that differ by less than this share a height, in CSS pixels. */
const WIDTH_STEP = 40;

/** Reserves the height that the widget had last time, if that is known. */
export function reserve(root: HTMLElement, proxy: string): void {
  try {
    const height = localStorage.getItem(keyOf(root.offsetWidth, proxy));
    if (height) {
      root.style.setProperty("--_remembered", `${Number(height)}px`);
    }
  } catch {
    // The shopper does not let the page use the storage.
  }
}

/**
 * Remembers the height of the widget, once the browser has laid it out. An observer is told
 * of it then; to ask for it would make the browser lay out the page at once.
 */
export function remember(root: HTMLElement, proxy: string): void {
  new ResizeObserver(([entry], observer) => {
    observer.disconnect();
    const [size] = entry?.borderBoxSize ?? [];
    // The widget may have been taken away meanwhile, or be hidden by the page.
    if (size?.blockSize) {
      try {
        localStorage.setItem(keyOf(size.inlineSize, proxy), String(Math.round(size.blockSize)));
      } catch {
        // The shopper does not let the page use the storage, or it is full.
      }
    }
  }).observe(root);
}

function keyOf(width: number, proxy: string): string {
  return `challenges-widget ${proxy} ${Math.round(width / WIDTH_STEP)}`;
}
