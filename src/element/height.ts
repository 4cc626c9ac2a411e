// The height that a widget had when the shopper last saw it. The next one reserves as
// much space, so that nothing below it moves.

/** Widths that differ by less than this share a height, in CSS pixels. */
const WIDTH_STEP = 40;

/** Reserves the height that the widget had last time, if that is known. */
export function reserve(root: HTMLElement, proxy: string): void {
  try {
    const height = localStorage.getItem(keyOf(root, proxy));
    if (height) {
      root.style.setProperty("--_remembered", `${Number(height)}px`);
    }
  } catch {
    // The shopper does not let the page use the storage.
  }
}

/** Remembers the height of the widget. */
export function remember(root: HTMLElement, proxy: string): void {
  try {
    localStorage.setItem(keyOf(root, proxy), String(root.offsetHeight));
  } catch {
    // The shopper does not let the page use the storage, or it is full.
  }
}

function keyOf({ offsetWidth }: HTMLElement, proxy: string): string {
  return `challenges-widget ${proxy} ${Math.round(offsetWidth / WIDTH_STEP)}`;
}
