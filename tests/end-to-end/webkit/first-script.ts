// A script before all scripts of a page: the proxy puts it into every document.

import { Transform } from "node:stream";

/** Where the page asks for it. No request below this path is told to the test. */
export const OWN_PATH = "/__end-to-end/";
const SCRIPT = `${OWN_PATH}first.js`;
/** Lets a strict policy allow it. */
const NONCE = "end-to-end";
/** So much of a document is waited for before the script stands at its very beginning. */
const PATIENCE_IN_CHARACTERS = 4_096;

/** WebKit does not begin with a document until it has so many bytes to guess its type from. */
const BYTES_TO_GUESS_FROM = 512;

// The text of a script that has an address is not run.
const TAG = `<script nonce="${NONCE}" src="${SCRIPT}">${" ".repeat(BYTES_TO_GUESS_FROM)}</script>`;

/** Puts the script into a document that passes through, piece by piece. */
export function withFirstScript(): Transform {
  let held: string | undefined = "";
  const decoder = new TextDecoder();
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (held === undefined) {
        done(null, chunk);
        return;
      }
      held += decoder.decode(chunk, { stream: true });
      const place = placeIn(held);
      if (place !== null) {
        this.push(held.slice(0, place) + TAG + held.slice(place));
        held = undefined;
      }
      done();
    },
    flush(done) {
      if (held !== undefined) {
        this.push(TAG + held + decoder.decode());
      }
      done();
    },
  });
}

/** Where the script belongs in the beginning of a document; null as long as that is open. */
function placeIn(html: string): number | null {
  const endOf = (match: RegExpExecArray | null): number | null => match && match.index + match[0].length;
  const head = endOf(/<head[^>]*>/i.exec(html));
  const hasContent = /<(body|link|script|title|meta|div|challenges-widget)\b/i.test(html);
  if (head !== null || (!hasContent && html.length <= PATIENCE_IN_CHARACTERS)) {
    return head;
  }
  return endOf(/<html[^>]*>/i.exec(html)) ?? endOf(/<!doctype[^>]*>/i.exec(html)) ?? 0;
}

/** A content security policy that also allows the script, and what it reports. */
export function allowingFirstScript(policy: string): string {
  const directives = policy.split(";").map((directive) => directive.trim());
  return directives
    .map((directive) => {
      const [name, ...sources] = directive.split(/\s+/);
      const allowed = sources.filter((source) => source !== "'none'");
      if (name === "script-src") return [name, ...allowed, `'nonce-${NONCE}'`].join(" ");
      if (name === "connect-src" && !sources.includes("'self'")) return [name, ...allowed, "'self'"].join(" ");
      return directive;
    })
    .join("; ");
}

/**
 * The script itself: it reports what goes wrong on the page, gives the browser the shopper's
 * language, and then runs the test's own scripts.
 */
export function firstScript(language: string, scripts: readonly string[]): string {
  return `(${reportProblems.toString()})(${JSON.stringify(`${OWN_PATH}console`)});
(${speak.toString()})(${JSON.stringify(language)});
document.currentScript?.remove();
${scripts.map((script) => `(() => {${script}\n})();`).join("\n")}`;
}

/** Runs in the page. It waits for the test to have the report: nothing is still under way. */
function reportProblems(address: string): void {
  const Request = window.XMLHttpRequest;
  const stringify = JSON.stringify;
  const tell = (type: string, text: string): void => {
    try {
      const request = new Request();
      request.open("POST", address, false);
      request.send(stringify({ type, text, url: location.href }));
    } catch {
      // The page is being left.
    }
  };
  const textOf = (value: unknown): string =>
    value instanceof Error ? `${value.message}${value.cause ? ` (${textOf(value.cause)})` : ""}` : String(value);
  for (const type of ["error", "warn", "log", "info", "debug"] as const) {
    const original = console[type].bind(console);
    console[type] = (...values: unknown[]) => {
      original(...values);
      tell(type === "warn" ? "warning" : type, values.map(textOf).join(" "));
    };
  }
  addEventListener("error", (event) => {
    if (event instanceof ErrorEvent) {
      tell("uncaught", `${event.message} at ${event.filename}:${event.lineno}`);
    }
  });
  addEventListener("unhandledrejection", ({ reason }) => tell("uncaught", textOf(reason)));
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, disposition }) => {
    // WebAssembly that may not run is an exception, which the page handles; and the icon is
    // the browser's own wish.
    if (disposition === "enforce" && blockedURI !== "wasm-eval" && !blockedURI.endsWith("/favicon.ico")) {
      tell("error", `the policy ${effectiveDirective} forbids ${blockedURI}`);
    }
  });
}

/** Runs in the page. */
function speak(language: string): void {
  Object.defineProperties(Navigator.prototype, {
    language: { get: () => language },
    languages: { get: () => [language] },
  });
}
