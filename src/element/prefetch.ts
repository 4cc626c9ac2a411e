// The first answers of a widget, requested before there is any WebAssembly. Elements
// that make the same requests share them.

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
  return { view, ...answersOf(Promise.resolve(cards), () => dataOf(cards, 1)), release() {} };
}

function start(proxy: string, language: string, view: string | null, ended: () => void): Shared {
  const requests = new AbortController();
  const get = (path: string, accept: string): Promise<ServerRendered | Response | null> =>
    request(`${proxy}/${path}`, accept, language, requests.signal);
  const getData = (path: string): Promise<Response> => get(path, DATA) as Promise<Response>;
  const first =
    view === null
      ? getData("challenges")
      : get(`challenges${view && `?view=${encodeURIComponent(view)}`}`, HTML)
          // HTML without cards: perhaps the proxy answers everybody who accepts HTML with
          // a page.
          .then((answer) => answer ?? getData("challenges"));
  const definitions = first.then((answer) =>
    answer instanceof Response ? getData("challenges/definitions") : dataOf(answer, 1),
  );
  // The widget handles a failure. Without the widget it must not count as unhandled.
  definitions.catch(() => {});
  const shared: Shared = {
    view,
    ...answersOf(first, () => definitions),
    users: 0,
    release() {
      shared.users -= 1;
      if (shared.users === 0) {
        ended();
        requests.abort();
      }
    },
  };
  return shared;
}

function answersOf(
  first: Promise<ServerRendered | Response>,
  definitions: () => Promise<Response> | Response,
): Omit<Prefetch, "release" | "view"> {
  return {
    serverRendered: first.then((answer) => (answer instanceof Response ? null : answer)).catch(() => null),
    challenges: () => first.then((answer) => (answer instanceof Response ? answer : dataOf(answer, 0))),
    definitions: async () => definitions(),
  };
}

function dataOf({ answers }: ServerRendered, which: 0 | 1): Response {
  return new Response(JSON.stringify(answers[which]));
}

/**
 * Requests cards or data. The result is null for HTML without cards.
 *
 * It does not use `fetch`, because `XMLHttpRequest` makes the browser parse HTML into a
 * document in which nothing runs. Trusted Types do not let a script parse HTML.
 */
function request(
  url: string,
  accept: string,
  language: string,
  signal: AbortSignal,
): Promise<ServerRendered | Response | null> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new TypeError(`no answer from ${url}`));
    request.open("GET", url);
    request.withCredentials = true;
    request.setRequestHeader("Accept", accept);
    request.setRequestHeader("Accept-Language", language);
    request.responseType = "blob";
    request.onreadystatechange = () => {
      const type = request.getResponseHeader("Content-Type") ?? "";
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED && accept === HTML && /^text\/html\b/i.test(type)) {
        request.responseType = "document";
      }
    };
    request.onprogress = ({ loaded }) => {
      if (loaded > MAX_BYTES) {
        // The widget shows the same notice for an empty answer.
        resolve(new Response());
        request.abort();
      }
    };
    request.onload = () => {
      const { response, status } = request;
      if (response instanceof Blob) {
        // A response with one of these statuses must not have a body, not even an empty one.
        const body = [204, 205, 304].includes(status) ? null : response;
        resolve(new Response(body, { status }));
      } else {
        resolve(status === 200 && response instanceof Document ? serverRenderedIn(response) : null);
      }
    };
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}
