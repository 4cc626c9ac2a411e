// The pages that are measured: one line each.

/** How a page has the widget on it. */
export interface Variant {
  /** Its name in addresses and in the result. */
  readonly name: string;
  /** What the tables call it. */
  readonly title: string;
  /** Whether it is also measured with 1 to 1,000 challenges. */
  readonly isScaled: boolean;
  /** What the proxy may answer with: HTML where that is asked for, or always JSON. */
  readonly proxy: "html" | "json";
  /** What stands in the page's head. */
  readonly head: string;
  /** What stands where the cards are to be. */
  readonly body: (place: Place) => string;
}

/** Where a page is. */
interface Place {
  /** The address of the proxy. */
  readonly proxy: string;
  /** The cards as the proxy draws them; empty where it answers JSON alone. */
  readonly fragment: string;
}

const LOADER = '<script type="module" src="/widget/challenges-widget.js"></script>';
/** Where cards come with the page their sheet is wanted with it. */
const LOADER_AND_SHEET = `<link rel="preload" as="style" href="/widget/challenges-widget.css" />${LOADER}`;

function widget({ proxy }: Place): string {
  return `<challenges-widget proxy="${proxy}"></challenges-widget>`;
}

/** What the retailer's own server can put into its page. */
function inlined({ proxy, fragment }: Place): string {
  const sheet = '<link rel="stylesheet" href="/widget/challenges-widget.css" />';
  const cards = `<div class="widget">${fragment}</div>`;
  return `<challenges-widget data-inlined proxy="${proxy}"><template shadowrootmode="open">${sheet}${cards}</template></challenges-widget>`;
}

function headOfPeer(name: string): string {
  return `<link rel="stylesheet" href="/peers/${name}.css" /><script type="module" src="/peers/${name}.js"></script>`;
}

function peer({ proxy }: Place): string {
  return `<div id="challenges-widget" data-proxy="${proxy}"></div>`;
}

export const VARIANTS: readonly Variant[] = [
  { name: "inlined", title: "widget, inlined fragment", isScaled: false, proxy: "html", head: LOADER_AND_SHEET, body: inlined },
  { name: "fragment", title: "widget, fragment", isScaled: false, proxy: "html", head: LOADER, body: widget },
  { name: "json", title: "widget, JSON", isScaled: true, proxy: "json", head: LOADER, body: widget },
  { name: "react", title: "React", isScaled: true, proxy: "json", head: headOfPeer("react"), body: peer },
  { name: "preact", title: "Preact", isScaled: true, proxy: "json", head: headOfPeer("preact"), body: peer },
];

/** The variant that ratios refer to. */
export const BASE = "preact";
