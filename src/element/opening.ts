// The first requests of a widget, started before there is any WebAssembly.
// Elements with one proxy share them.

/** The first requests to one proxy. */
export interface Opening {
  readonly challenges: Promise<Response>;
  readonly definitions: Promise<Response>;
  /** Says that an element no longer needs them; the last one ends them. */
  release(): void;
}

interface SharedOpening extends Opening {
  users: number;
}

const openings = new Map<string, SharedOpening>();

/** The first requests to this proxy in this language: those that are there, or new ones. */
export function open(proxy: string, language: string): Opening {
  const key = `${language} ${proxy}`;
  const shared = openings.get(key) ?? start(key, proxy, language);
  shared.users += 1;
  return shared;
}

function start(key: string, proxy: string, language: string): SharedOpening {
  const requests = new AbortController();
  const get = (path: string): Promise<Response> => {
    const response = fetch(`${proxy}/${path}`, {
      credentials: "include",
      headers: { Accept: "application/json", "Accept-Language": language },
      signal: requests.signal,
    });
    // The widget handles a failure; without it, nobody needs to.
    response.catch(() => {});
    return response;
  };
  const opening: SharedOpening = {
    challenges: get("challenges"),
    definitions: get("challenges/definitions"),
    users: 0,
    release() {
      opening.users -= 1;
      if (opening.users === 0) {
        openings.delete(key);
        // Without a reason: what waits for these requests expects an error.
        requests.abort();
      }
    },
  };
  openings.set(key, opening);
  return opening;
}
