// Stands behind Shopify's app proxy, and answers the extension: checks that Shopify has signed a
// request or its token, and asks the retailer proxy in the name of the customer whom Shopify names.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, request } from "node:http";

const PORT = process.env.PORT ?? 3001;
const PROXY = process.env.PROXY ?? "http://127.0.0.1:8082";
const APP_SECRET = required("SHOPIFY_APP_SECRET");
const GATEWAY_SECRET = required("GATEWAY_SECRET");
/** How old a request may be, in seconds. */
const MAX_AGE = 60;
/** What the proxy needs of a request. Nothing that names a customer is among it. */
const PASSED = [
  ...["accept", "accept-encoding", "accept-language", "content-length", "content-type"],
  ...["if-none-match", "origin", "sec-fetch-site", "x-challenges-widget", "x-forwarded-for"],
];
/** The extension reads cards. It is no page of the shop's, so it cannot join. */
const PASSED_FOR_EXTENSION = ["accept", "accept-encoding", "accept-language", "if-none-match", "x-forwarded-for"];
/** What a browser is told before it sends a request of the extension. */
const PREFLIGHT = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "accept-language, authorization",
  "access-control-max-age": "600",
};

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** Whether Shopify has signed this text so. */
function isSigned(text, signature, encoding) {
  const given = Buffer.from(signature ?? "");
  const expected = Buffer.from(createHmac("sha256", APP_SECRET).update(text).digest(encoding));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Of a request through the app proxy: the query without what Shopify adds, and the customer. */
function ofAppProxy(query) {
  const names = [...new Set(query.keys())].filter((name) => name !== "signature");
  const signed = names.map((name) => `${name}=${query.getAll(name).join(",")}`).sort().join("");
  const age = Date.now() / 1000 - Number(query.get("timestamp"));
  if (!isSigned(signed, query.get("signature"), "hex") || !(Math.abs(age) <= MAX_AGE)) return undefined;

  const customer = query.get("logged_in_customer_id");
  const own = new URLSearchParams(query);
  for (const name of ["signature", "timestamp", "shop", "path_prefix", "logged_in_customer_id"]) {
    own.delete(name);
  }
  return { customer, query: own };
}

/** Of a request of the extension: the query, and the customer in the session token. */
function ofExtension(query, token) {
  const [head, claims, given] = token.split(".");
  if (!isSigned(`${head}.${claims}`, given, "base64url")) return undefined;
  const { exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
  if (!(exp > Date.now() / 1000)) return undefined;
  return { customer: /^gid:\/\/shopify\/Customer\/(\d+)$/.exec(sub)?.[1], query };
}

createServer((incoming, outgoing) => {
  // The extension has no origin of its own. What it asks is in its token, so any page may ask.
  if (incoming.method === "OPTIONS") return outgoing.writeHead(204, PREFLIGHT).end();
  const { pathname, searchParams } = new URL(incoming.url, "http://gateway");
  const [, token] = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? "") ?? [];
  if (token) outgoing.setHeader("access-control-allow-origin", "*");
  const known = token ? ofExtension(searchParams, token) : ofAppProxy(searchParams);
  if (!known) return outgoing.writeHead(403).end("Not signed by Shopify");

  const given = (token ? PASSED_FOR_EXTENSION : PASSED).filter((name) => incoming.headers[name] !== undefined);
  const headers = Object.fromEntries(given.map((name) => [name, incoming.headers[name]]));
  // Without a customer, the proxy answers that nobody is signed in.
  if (known.customer) {
    headers["x-contact-id"] = known.customer;
    headers["x-gateway-secret"] = GATEWAY_SECRET;
  }
  const address = `${PROXY}${pathname}?${known.query}`;
  const passed = request(address, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on("close", () => passed.destroy());
  incoming.pipe(passed);
}).listen(PORT, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${PORT}/`));
