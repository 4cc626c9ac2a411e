// The first answers of a widget, asked for before there is any WebAssembly.
// Elements that ask the same share them.

import { type Drawn, drawnIn } from "./drawn";

/** The first answers of one proxy. */
export interface Opening {
  /** How the cards were asked to be drawn; null where they were not. */
  readonly view: string | null;
  /** Cards that are drawn already, where the proxy draws them. */
  readonly drawn: Promise<Drawn | null>;
  /** The answer to `GET {proxy}/challenges` as data. */
  challenges(): Promise<Response>;
  /** The answer to `GET {proxy}/challenges/definitions` as data. */
  definitions(): Promise<Response>;
  /** Says that an element no longer needs them; the last one ends the requests. */
  release(): void;
}

/** A longer answer is no list of challenges, and is not waited for. */
const LONGEST = 8_000_000;
/** How the cards are asked for where a proxy may have drawn them. */
const DRAWN = "text/html, application/json;q=0.9";
const DATA = "application/json";

interface Shared extends Opening {
  users: number;
}

const openings = new Map<string, Shared>();

/**
 * The first answers of this proxy in this language: those that are there, perhaps
 * drawn otherwise, or new ones.
 *
 * @param view How cards are to be drawn, as a query of the element's attributes;
 *   null where no server could draw them as the element would.
 */
export function open(proxy: string, language: string, view: string | null): Opening {
  const key = `${language} ${proxy}`;
  let shared = openings.get(key);
  if (!shared) {
    shared = start(proxy, language, view, () => openings.delete(key));
    openings.set(key, shared);
  }
  shared.users += 1;
  return shared;
}

/** Answers that came with the page, drawn for this element. */
export function given(drawn: Drawn, view: string): Opening {
  return { view, ...answersOf(Promise.resolve(drawn), () => dataOf(drawn, 1)), release() {} };
}

function start(proxy: string, language: string, view: string | null, ended: () => void): Shared {
  const requests = new AbortController();
  const ask = (path: string, accept: string): Promise<Drawn | Response | null> =>
    request(`${proxy}/${path}`, accept, language, requests.signal);
  const askForData = (path: string): Promise<Response> => ask(path, DATA) as Promise<Response>;
  const first =
    view === null
      ? askForData("challenges")
      : ask(`challenges${view && `?view=${encodeURIComponent(view)}`}`, DRAWN)
          // A page of somebody's; perhaps that of a proxy which takes us for a reader.
          .then((answer) => answer ?? askForData("challenges"));
  const definitions = first.then((answer) =>
    answer instanceof Response ? askForData("challenges/definitions") : dataOf(answer, 1),
  );
  // The widget handles failures; without it, nobody needs to.
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
  first: Promise<Drawn | Response>,
  definitions: () => Promise<Response> | Response,
): Omit<Opening, "release" | "view"> {
  return {
    drawn: first.then((answer) => (answer instanceof Response ? null : answer)).catch(() => null),
    challenges: () => first.then((answer) => (answer instanceof Response ? answer : dataOf(answer, 0))),
    definitions: async () => definitions(),
  };
}

function dataOf({ answers }: Drawn, which: 0 | 1): Response {
  return new Response(JSON.stringify(answers[which]));
}

/**
 * Cards, data, or null for HTML that is no cards.
 *
 * Not `fetch`: this lets the browser itself make a document of HTML, in which
 * nothing runs, where Trusted Types let no script do so.
 */
function request(
  address: string,
  accept: string,
  language: string,
  signal: AbortSignal,
): Promise<Drawn | Response | null> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new TypeError(`no answer from ${address}`));
    request.open("GET", address);
    request.withCredentials = true;
    request.setRequestHeader("Accept", accept);
    request.setRequestHeader("Accept-Language", language);
    request.responseType = "blob";
    request.onreadystatechange = () => {
      const type = request.getResponseHeader("Content-Type") ?? "";
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED && accept === DRAWN && /^text\/html\b/i.test(type)) {
        request.responseType = "document";
      }
    };
    request.onprogress = ({ loaded }) => {
      if (loaded > LONGEST) {
        // As good as one with nothing in it, which the widget has words for.
        resolve(new Response());
        request.abort();
      }
    };
    request.onload = () => {
      const { response, status } = request;
      if (response instanceof Blob) {
        // An answer of these has no body, not even an empty one.
        const body = [204, 205, 304].includes(status) ? null : response;
        resolve(new Response(body, { status }));
      } else {
        resolve(status === 200 && response instanceof Document ? drawnIn(response) : null);
      }
    };
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}
