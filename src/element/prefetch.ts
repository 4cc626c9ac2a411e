// The first answers of a widget, requested before there is any WebAssembly. Elements
// that make the same requests share them while they are under way.

import { type ServerRendered, serverRenderedIn } from "./server-rendered";

/** The first answers of one proxy. */
export interface Prefetch {
  /** The attributes for which cards were requested; null where none were. */
  readonly view: string | null;
  /** Server-rendered cards; null where the proxy answers with data. */
  readonly serverRendered: Promise<ServerRendered | null>;
  /** The answer to `GET {proxy}/challenges` as data. */
  challenges(): Promise<Response>;
  /** The answer to `GET {proxy}/challenges/definitions` as data. */
  definitions(): Promise<Response>;
  /** Ends the use by one element. The last one aborts the requests. */
  release(): void;
}

/** The longest answer that is read, in bytes: no list of challenges is longer. */
const MAX_BYTES = 8_000_000;
/** How long the answers may take, in milliseconds. Once it is mounted, the widget has shorter limits. */
const LIMIT = 60_000;
/** Prefers server-rendered cards. */
const HTML = "text/html, application/json;q=0.9";
const DATA = "application/json";

interface Shared extends Prefetch {
  users: number;
}

const prefetches = new Map<string, Shared>();

/**
 * The first answers of this proxy in this language: those that another element has
 * requested, perhaps for other attributes, or new ones.
 *
 * @param view The element's attributes as a query; null where no server could render
 *   the same cards as the element.
 */
export function prefetch(proxy: string, language: string, view: string | null): Prefetch {
  const key = `${language} ${proxy}`;
  let shared = prefetches.get(key);
  if (!shared) {
    shared = start(proxy, language, view, () => prefetches.delete(key));
    prefetches.set(key, shared);
  }
  shared.users += 1;
  return shared;
}

/** The answers that came with the page, for this element. */
export function fromPage(cards: ServerRendered, view: string): Prefetch {
  return { view, ...answersOf(Promise.resolve(cards), dataOf(cards, 1)), release() {} };
}

function start(proxy: string, language: string, view: string | null, ended: () => void): Shared {
  const requests = new AbortController();
  const { signal } = requests;
  const getData = async (path: string): Promise<Response> =>
    fetch(`${proxy}/${path}`, {
      credentials: "include",
      headers: { Accept: DATA, "Accept-Language": language },
      signal,
    });
  const cardsUrl = `${proxy}/challenges${view && `?view=${encodeURIComponent(view)}`}`;
  const first =
    view === null
      ? getData("challenges")
      : requestCards(cardsUrl, language, signal)
          // The browser has cancelled the request, or the page has put something else in
          // the place of XMLHttpRequest. Where there is no connection, this fails too.
          .catch(() => null)
          // HTML without cards: perhaps the proxy answers everybody who accepts HTML with
          // a page.
          .then((answer) => answer ?? getData("challenges"));
  const definitions = first.then((answer) => {
    if ("cards" in answer) {
      return dataOf(answer, 1);
    }
    // A proxy that has refused the first request is not asked for more.
    return answer.ok ? getData("challenges/definitions") : answer;
  });
  // An element that begins later asks anew: these answers may be old by then. The widget
  // handles a failure. Without the widget it must not count as unhandled.
  definitions.then(ended, ended);
  const limit = setTimeout(() => requests.abort(), LIMIT);
  const shared: Shared = {
    view,
    ...answersOf(first, definitions),
    users: 0,
    release() {
      shared.users -= 1;
      if (shared.users === 0) {
        ended();
        clearTimeout(limit);
        requests.abort();
      }
    },
  };
  return shared;
}

function answersOf(
  first: Promise<ServerRendered | Response>,
  definitions: Response | Promise<Response>,
): Pick<Prefetch, "serverRendered" | "challenges" | "definitions"> {
  return {
    serverRendered: first.then((answer) => ("cards" in answer ? answer : null)).catch(() => null),
    // A body can be read once, and another element may ask for the same answer.
    challenges: () => first.then((answer) => ("cards" in answer ? dataOf(answer, 0) : answer.clone())),
    definitions: async () => (await definitions).clone(),
  };
}

function dataOf({ answers }: ServerRendered, which: 0 | 1): Response {
  return new Response(answers[which]);
}

/**
 * Requests cards. The result is a `Response` where the proxy answers with data or says
 * when to come back, and null for any other HTML.
 *
 * It does not use `fetch`, because `XMLHttpRequest` makes the browser parse HTML into a
 * document in which nothing runs. Trusted Types do not let a script parse HTML.
 */
async function requestCards(
  url: string,
  language: string,
  signal: AbortSignal,
): Promise<ServerRendered | Response | null> {
  const request = new XMLHttpRequest();
  const header = (name: string): string => request.getResponseHeader(name) ?? "";
  const isHtml = (): boolean => /^text\/html\b/i.test(header("Content-Type"));
  await new Promise<unknown>((resolve, reject) => {
    request.open("GET", url);
    request.withCredentials = true;
    request.setRequestHeader("Accept", HTML);
    request.setRequestHeader("Accept-Language", language);
    request.responseType = "blob";
    request.onreadystatechange = () => {
      // The headers have come.
      if (request.readyState === 2 && isHtml()) {
        request.responseType = "document";
      }
    };
    request.onprogress = ({ loaded }) => {
      if (loaded > MAX_BYTES) {
        resolve(null);
        request.abort();
      }
    };
    request.onload = resolve;
    // A request that Firefox cancels ends without any other event than `loadend`.
    request.onerror = request.onabort = request.onloadend = reject;
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
  const { response, status } = request;
  // From another origin the header can be read only where the proxy lets it, and asking for
  // it in vain is an error in the console.
  const retryAfter = [429, 503].includes(status) ? header("Retry-After") : "";
  if (isHtml() && (status === 200 || (status && !retryAfter))) {
    // A stand-in for XMLHttpRequest may not make a document of it.
    return status === 200 && response instanceof Document ? serverRenderedIn(response) : null;
  }
  // The answer was too long, or has a status that must not have a body, not even an empty
  // one. The widget shows the same notice for an empty answer.
  const body = response instanceof Blob && ![204, 205, 304].includes(status) ? response : null;
  return new Response(body, { status: status || 200, headers: { "Retry-After": retryAfter } });
}
