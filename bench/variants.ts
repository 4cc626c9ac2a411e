// The pages that are measured: one row each.

/** One way to have the cards on a page. */
export interface Variant {
  /** The name in URLs and in the result. */
  readonly name: string;
  /** The name in the tables. */
  readonly title: string;
  /** Whether it is also measured with 1 to 1,000 challenges. */
  readonly isScaled: boolean;
  /** The proxy's answers: HTML for clients that prefer it, or always JSON. */
  readonly proxy: "html" | "json";
  /** The HTML in the page's head. */
  readonly head: string;
  /** The HTML in the place of the cards. */
  readonly body: (context: PageContext) => string;
}

/** What the HTML of a page depends on. */
interface PageContext {
  /** The URL of the proxy. */
  readonly proxy: string;
  /** The server-rendered cards; empty where the proxy always answers with JSON. */
  readonly fragment: string;
}

const STYLES = '<link rel="preload" as="style" href="/widget/challenges-widget.css" />';
const LOADER = '<script type="module" src="/widget/challenges-widget.js"></script>';
/** Cards that are part of the page need their style sheet at once, and the loader later. */
const LOADER_AND_STYLES = `${STYLES}${LOADER.replace("<script", '<script fetchpriority="low"')}`;

function widget({ proxy }: PageContext): string {
  return `<challenges-widget proxy="${proxy}"></challenges-widget>`;
}

/** A widget whose proxy answers with data, which the shop knows. */
function widgetOfData({ proxy }: PageContext): string {
  return `<challenges-widget proxy="${proxy}" hydrate="load"></challenges-widget>`;
}

/** The cards as part of the page, as the retailer's own server can include them. */
function inlined({ proxy, fragment }: PageContext): string {
  const sheet = '<link rel="stylesheet" href="/widget/challenges-widget.css" />';
  const cards = `<div class="widget">${fragment}</div>`;
  return `<challenges-widget data-inlined proxy="${proxy}"><template shadowrootmode="open">${sheet}${cards}</template></challenges-widget>`;
}

function headOfPeer(name: string): string {
  return `<link rel="stylesheet" href="/peers/${name}.css" /><script type="module" src="/peers/${name}.js"></script>`;
}

function peer({ proxy }: PageContext): string {
  return `<div id="challenges-widget" data-proxy="${proxy}"></div>`;
}

export const VARIANTS: readonly Variant[] = [
  { name: "inlined", title: "widget, inlined fragment", isScaled: false, proxy: "html", head: LOADER_AND_STYLES, body: inlined },
  { name: "fragment", title: "widget, fragment", isScaled: false, proxy: "html", head: LOADER, body: widget },
  { name: "json", title: "widget, JSON", isScaled: true, proxy: "json", head: LOADER, body: widgetOfData },
  { name: "react", title: "React", isScaled: true, proxy: "json", head: headOfPeer("react"), body: peer },
  { name: "preact", title: "Preact", isScaled: true, proxy: "json", head: headOfPeer("preact"), body: peer },
];

/** The shop's page for itself, and with nothing but HTML: what no script can be better than. */
const FLOORS: readonly Variant[] = [
  { name: "alone", title: "without challenges", isScaled: false, proxy: "json", head: "", body: () => "" },
  { name: "static", title: "the same cards as HTML, no script", isScaled: false, proxy: "html", head: STYLES, body: inlined },
];

/** The variants that are measured as a part of the shop's page. */
export const HOST_VARIANTS: readonly Variant[] = [...FLOORS, ...VARIANTS];

/** The variant that ratios refer to. */
export const BASELINE = "preact";
/** The variant of the shop's page that ratios refer to. */
export const ALONE = "alone";
