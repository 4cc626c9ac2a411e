// @ts-check
// The page of `retailer-proxy preview`: it takes over what the reader chooses, and what has
// changed in the file. The server makes all that is seen; this replaces the parts of the page
// by those of a newer one, so that the place in the page, the focus and the widgets stay.

/** The parts that are replaced as a whole when they differ. */
const PARTS = ["status", "mistakes", "chooser", "panel"];

/**
 * A widget on the page.
 * @typedef {HTMLElement & { refresh?: () => Promise<void> }} Widget
 */

/** What the server sent last of each part: the browser changes what stands in the page. */
/** @type {Map<string, string>} */
const sent = new Map();

/** Ends the request for a newer page, when there is a still newer one. */
let newest = new AbortController();
/** @type {EventSource | undefined} */
let changes;
let hasEnded = false;

/** @param {string} id */
function part(id) {
  return document.getElementById(id);
}

function main() {
  const main = document.querySelector("main");
  if (!main) {
    throw new Error("the page has no main part");
  }
  return main;
}

/** Asks for the page at its present address, and shows what is different. */
async function update() {
  newest.abort();
  newest = new AbortController();
  const { signal } = newest;
  try {
    const response = await fetch(location.href, { signal });
    const text = await response.text();
    if (response.ok && !signal.aborted) {
      await show(new DOMParser().parseFromString(text, "text/html"));
    }
  } catch {
    // The preview has ended, or there is a newer page: the event stream tells.
  }
}

/** @param {Document} fresh */
async function show(fresh) {
  const focused = document.activeElement?.id;
  for (const id of PARTS) {
    showPart(id, fresh.getElementById(id));
  }
  const cards = fresh.getElementById("cards");
  if (cards) {
    await showCards(cards);
  }
  main().dataset["revision"] = fresh.querySelector("main")?.dataset["revision"] ?? "";
  if (focused && document.activeElement?.id !== focused) {
    part(focused)?.focus({ preventScroll: true });
  }
}

/**
 * @param {string} id
 * @param {HTMLElement | null} fresh
 */
function showPart(id, fresh) {
  const old = part(id);
  const html = fresh?.outerHTML ?? "";
  if (sent.get(id) === html) {
    return;
  }
  sent.set(id, html);
  if (!old && fresh) {
    // Only what depends on cards comes later: it stands before them.
    main().insertBefore(fresh, part("cards"));
  } else if (old && !fresh) {
    old.remove();
  } else if (old && fresh) {
    // What is announced when it changes has to stay the same element.
    old.replaceChildren(...fresh.childNodes);
  }
}

/**
 * Keeps the sections whose widgets are the same, in the order of the newer page.
 * @param {HTMLElement} fresh
 */
async function showCards(fresh) {
  const cards = part("cards");
  if (!cards) {
    return;
  }
  const sections = /** @type {HTMLElement[]} */ ([...fresh.children]);
  const kept = new Map(
    sections.flatMap((section) => {
      const old = section.id ? part(section.id) : null;
      return old && old.dataset["shape"] === section.dataset["shape"] ? [[section, old]] : [];
    }),
  );
  const isKept = new Set([...kept.values()]);
  const top = scrollY;
  for (const old of /** @type {HTMLElement[]} */ ([...cards.children])) {
    if (!isKept.has(old)) {
      old.remove();
    }
  }
  // A widget that takes the place of another one shares its first answers, which are old now,
  // unless that one has ended: it does so when it is still out of the page a moment later.
  await Promise.resolve();
  let next = cards.firstElementChild;
  for (const section of sections) {
    const old = kept.get(section);
    if (old) {
      describe(old, section);
    }
    if (old && old === next) {
      next = next.nextElementSibling;
    } else {
      cards.insertBefore(old ?? section, next);
    }
  }
  scrollTo({ top, behavior: "instant" });
  void refresh([...isKept]);
}

/**
 * Takes over what is said of a definition and of its widgets.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function describe(old, fresh) {
  const header = fresh.querySelector("header");
  if (header) {
    old.querySelector("header")?.replaceWith(header);
  }
  for (const joined of old.querySelectorAll(".joined")) {
    joined.remove();
  }
  const labelled = fresh.querySelectorAll("challenges-widget");
  old.querySelectorAll("challenges-widget").forEach((widget, index) => {
    const texts = labelled[index]?.getAttribute("texts");
    if (texts && texts !== widget.getAttribute("texts")) {
      widget.setAttribute("texts", texts);
    }
  });
}

/**
 * Lets the widgets in these sections ask for their cards again: first those that are seen.
 * There may be hundreds.
 * @param {HTMLElement[]} sections
 */
async function refresh(sections) {
  const widgets = /** @type {Widget[]} */ (
    sections.flatMap((section) => [...section.querySelectorAll("challenges-widget")])
  );
  const isSeen = widgets.map((widget) => {
    const { top, bottom } = widget.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  await Promise.all(widgets.filter((_, index) => isSeen[index]).map((widget) => widget.refresh?.()));
  for (const widget of widgets.filter((_, index) => !isSeen[index])) {
    void widget.refresh?.();
  }
}

/** The address that says what the form says. What is not chosen is left out. */
function address() {
  const form = part("chooser");
  const query = new URLSearchParams();
  if (form instanceof HTMLFormElement) {
    for (const [name, value] of new FormData(form)) {
      if (value) {
        query.set(name, String(value));
      }
    }
  }
  return query.size > 0 ? `?${query}` : location.pathname;
}

/** Follows the file for as long as somebody sees the page: browsers open few connections. */
function follow() {
  if (document.hidden) {
    changes?.close();
    changes = undefined;
  } else if (!changes) {
    changes = new EventSource("/changes");
    changes.onmessage = ({ data }) => {
      if (hasEnded || data !== main().dataset["revision"]) {
        hasEnded = false;
        void update();
      }
    };
    changes.onerror = () => {
      hasEnded = true;
      part("status")?.replaceChildren("The preview has ended: start it again");
      sent.delete("status");
    };
  }
}

document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.closest("#chooser")) {
    history.replaceState(null, "", address());
    void update();
  }
});

document.addEventListener("challenge-joined", ({ target }) => {
  const box = target instanceof Element ? target.closest(".box") : null;
  if (box && !box.querySelector(".joined")) {
    const note = document.createElement("p");
    note.className = "joined";
    note.setAttribute("role", "status");
    box.append(note);
    note.textContent =
      "It works. This is a preview, so nobody has joined and nothing was sent to Engage. " +
      "A shopper’s card would look like “Nothing collected yet” now.";
  }
});

// A link of a card leads out of the preview: into another tab.
document.addEventListener("challenge-link", (event) => {
  const { href } = /** @type {CustomEvent<{ href: string }>} */ (event).detail;
  event.preventDefault();
  window.open(href, "_blank", "noopener");
});

for (const id of PARTS) {
  sent.set(id, part(id)?.outerHTML ?? "");
}
document.addEventListener("visibilitychange", follow);
follow();
