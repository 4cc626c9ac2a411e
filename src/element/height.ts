// How high a widget was when the shopper last saw it: so much room is kept for the
// next one, and nothing below it moves.

/** Widgets of about the same width are about equally high. */
const WIDTH_STEP = 40;

/** Keeps as much room as the widget took last time, if that is known. */
export function reserve(root: HTMLElement, proxy: string): void {
  try {
    const height = localStorage.getItem(keyOf(root, proxy));
    if (height) {
      root.style.setProperty("--_remembered", `${Number(height)}px`);
    }
  } catch {
    // The shopper lets the page keep nothing.
  }
}

/** Remembers how much room the widget takes. */
export function remember(root: HTMLElement, proxy: string): void {
  try {
    localStorage.setItem(keyOf(root, proxy), String(root.offsetHeight));
  } catch {
    // As above.
  }
}

function keyOf({ offsetWidth }: HTMLElement, proxy: string): string {
  return `challenges-widget ${proxy} ${Math.round(offsetWidth / WIDTH_STEP)}`;
}
