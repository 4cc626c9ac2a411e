// The smallest shop with stamp cards: a log-in, my pages, and an order that earns a stamp.

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";

const PORT = process.env.PORT ?? 3000;
const PROXY = process.env.PROXY ?? "http://127.0.0.1:8082";
const INTERNAL = process.env.INTERNAL ?? "http://127.0.0.1:8083";

const DATA = new URL("../data/", import.meta.url);
const NOTES = new URL("awards/", DATA);
const SESSION_SECRET = (await readFile(new URL("session-secret", DATA), "utf8")).trim();
const BACKEND_SECRET = (await readFile(new URL("backend-secret", DATA), "utf8")).trim();

// The shop's customers, with their contact ids in Engage. A real shop has passwords too.
const CUSTOMERS = new Map([
  ["Alva", "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01"],
  ["Nils", "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02"],
]);
// The challenge in Engage in which a bag of dog food earns a stamp.
const DOG_FOOD = "5eafb034-ad40-4099-9152-cf4d8d605b55";

// ── The session: a token (JWT) in a cookie, which the proxy reads too ──────────

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signature = (text) => createHmac("sha256", SESSION_SECRET).update(text).digest("base64url");
const now = () => Math.floor(Date.now() / 1000);

function newToken(contact) {
  const claims = { contact_id: contact, exp: now() + 12 * 3600 };
  const signed = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`;
  return `${signed}.${signature(signed)}`;
}

/** The contact id of whoever sent this cookie, unless the token is false or too old. */
function contactOf(cookie = "") {
  const token = /(?:^|; )session=([^;]*)/.exec(cookie)?.[1] ?? "";
  const [head, claims, given] = token.split(".").map((part) => Buffer.from(part));
  const expected = Buffer.from(signature(`${head}.${claims}`));
  if (given?.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { contact_id, exp } = JSON.parse(Buffer.from(claims.toString(), "base64url"));
  return exp > now() ? contact_id : undefined;
}

const sessionCookie = (token, seconds) =>
  // Over HTTPS, add `; Secure`.
  `session=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;

// ── Cards that come with the page ──────────────────────────────────────────────

/** The content of the element: cards, or nothing if the proxy has none within half a second. */
async function cards({ headers, socket }) {
  try {
    // `view` has the attributes that the element has too.
    const answer = await fetch(`${PROXY}/api/loyalty/challenges?view=heading-level%3D2`, {
      headers: {
        accept: "text/html",
        "accept-language": "en",
        cookie: headers.cookie,
        "x-forwarded-for": socket.remoteAddress,
      },
      signal: AbortSignal.timeout(500),
    });
    const isHtml = answer.headers.get("content-type")?.startsWith("text/html");
    if (answer.status !== 200 || !isHtml) return "";
    return `<template shadowrootmode="open">
      <link rel="stylesheet" href="/widget/challenges-widget.css">
      <div class="widget">${await answer.text()}</div>
    </template>`;
  } catch {
    return ""; // The widget asks by itself, and explains a failure.
  }
}

// ── Stamps for orders ──────────────────────────────────────────────────────────

/** Writes down what an order earns. A real shop does this in the order's transaction. */
async function noteAward(order, contact) {
  const award = {
    id: `order-${order}`,
    definitionId: DOG_FOOD,
    contactId: contact,
    checkpoints: 1,
    reason: `Order ${order}`,
  };
  await writeFile(new URL(`${award.id}.json`, NOTES), JSON.stringify(award));
}

/** Hands all notes over. Those that the proxy has not taken stay for the next time. */
async function handOver() {
  for (const name of await readdir(NOTES)) {
    try {
      const note = new URL(name, NOTES);
      const answer = await fetch(`${INTERNAL}/awards`, {
        method: "POST",
        headers: { authorization: `Bearer ${BACKEND_SECRET}`, "content-type": "application/json" },
        body: await readFile(note),
      });
      if (answer.status === 202) await rm(note, { force: true });
      else console.error(`${name}: ${answer.status} ${await answer.text()}`);
    } catch (error) {
      console.error(`${name}: ${error.cause ?? error}`);
    }
  }
}

// ── The pages ──────────────────────────────────────────────────────────────────

const page = (title, main) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <script type="module" src="/widget/challenges-widget.js" fetchpriority="low"></script>
  </head>
  <body>
    <h1>${title}</h1>
    ${main}
  </body>
</html>`;

const logInButton = (name) => `<button name="customer" value="${name}">I am ${name}</button>`;

const logInPage = () =>
  page("Log in", `<form method="post" action="/login">${[...CUSTOMERS.keys()].map(logInButton).join(" ")}</form>`);

const thanksPage = () =>
  page("Thank you", `<p>Your stamp is on its way. <a href="/">My pages</a></p>`);

const myPages = (cards) =>
  page("My pages", `<form method="post" action="/order"><button>Buy a bag of dog food</button></form>
    <form method="post" action="/logout"><button>Log out</button></form>
    <challenges-widget proxy="/api/loyalty" heading-level="2" live>${cards}</challenges-widget>`);

async function answer(incoming, outgoing) {
  const contact = contactOf(incoming.headers.cookie);
  const { pathname } = new URL(incoming.url, "http://shop");
  // A page belongs to one shopper, so no cache may store it.
  const ofOneShopper = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-cache" };
  const send = (html) => outgoing.writeHead(200, ofOneShopper).end(html);
  const goTo = (location, headers = {}) => outgoing.writeHead(303, { location, ...headers }).end();

  switch (`${incoming.method} ${pathname}`) {
    case "GET /":
      return send(contact ? myPages(await cards(incoming)) : logInPage());
    case "GET /thanks":
      return send(thanksPage());
    case "POST /login": {
      const form = new URLSearchParams(Buffer.concat(await incoming.toArray()).toString());
      const customer = CUSTOMERS.get(form.get("customer"));
      return goTo("/", customer && { "set-cookie": sessionCookie(newToken(customer), 12 * 3600) });
    }
    case "POST /logout":
      return goTo("/", { "set-cookie": sessionCookie("", 0) });
    case "POST /order": {
      if (contact) {
        await noteAward(randomUUID(), contact);
        void handOver();
      }
      return goTo(contact ? "/thanks" : "/");
    }
    default:
      if (/^\/(api\/loyalty|widget)\//.test(pathname)) return passOn(incoming, outgoing);
      return outgoing.writeHead(404).end("Not found");
  }
}

// ── The proxy behind the shop's own address. A web server such as nginx does this too ──

function passOn(incoming, outgoing) {
  const headers = { ...incoming.headers, "x-forwarded-for": incoming.socket.remoteAddress };
  const { pathname, search } = new URL(incoming.url, "http://shop");
  const passed = request(PROXY + pathname + search, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    outgoing.flushHeaders(); // The event stream has no content for a while.
    answer.pipe(outgoing);
  });
  passed.on("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on("close", () => passed.destroy());
  incoming.pipe(passed);
}

createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error) => {
    console.error(error);
    outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(500).end();
  });
}).listen(PORT, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${PORT}/`));

setInterval(handOver, 10_000);
await handOver();
