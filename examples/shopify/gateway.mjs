// Stands behind Shopify's app proxy: checks that a request comes from Shopify, and asks the
// retailer proxy in the name of the customer whom Shopify names.

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

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The query without what Shopify adds, and the customer; nothing if Shopify did not sign it. */
function verified(query) {
  const given = Buffer.from(query.get("signature") ?? "");
  const names = [...new Set(query.keys())].filter((name) => name !== "signature");
  const signed = names.map((name) => `${name}=${query.getAll(name).join(",")}`).sort().join("");
  const expected = Buffer.from(createHmac("sha256", APP_SECRET).update(signed).digest("hex"));
  const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
  const age = Date.now() / 1000 - Number(query.get("timestamp"));
  if (!isSigned || !(Math.abs(age) <= MAX_AGE)) return undefined;

  const customer = query.get("logged_in_customer_id");
  const own = new URLSearchParams(query);
  for (const name of ["signature", "timestamp", "shop", "path_prefix", "logged_in_customer_id"]) {
    own.delete(name);
  }
  return { customer, query: own };
}

createServer((incoming, outgoing) => {
  const { pathname, searchParams } = new URL(incoming.url, "http://gateway");
  const known = verified(searchParams);
  if (!known) return outgoing.writeHead(403).end("Not signed by Shopify");

  const given = PASSED.filter((name) => incoming.headers[name] !== undefined);
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
