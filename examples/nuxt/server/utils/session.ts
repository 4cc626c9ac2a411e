// The session: a token (JWT) in a cookie, which the proxy reads too.

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import type { H3Event } from "h3";

/** The shop's customers, with their contact ids in Engage. A real shop has passwords too. */
const CUSTOMERS = new Map([
  ["Alva", "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01"],
  ["Nils", "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02"],
]);

const COOKIE = "session";
const SECONDS = 12 * 3600;

const now = () => Math.floor(Date.now() / 1000);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signature(text: string): string {
  const secret = readFileSync(inData("session-secret"), "utf8").trim();
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/** Logs the customer of this name in, if there is one. */
export function logIn(event: H3Event, name: string): void {
  const contact = CUSTOMERS.get(name);
  if (!contact) return;
  const claims = { contact_id: contact, exp: now() + SECONDS };
  const signed = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`;
  // Over HTTPS, add `secure: true`.
  const settings = { httpOnly: true, sameSite: "lax", path: "/", maxAge: SECONDS } as const;
  setCookie(event, COOKIE, `${signed}.${signature(signed)}`, settings);
}

export const logOut = (event: H3Event) => deleteCookie(event, COOKIE, { path: "/" });

/** The contact id of the shopper, unless the token is false or too old. */
export function contactOf(event: H3Event): string | undefined {
  const [head = "", claims = "", given = ""] = (getCookie(event, COOKIE) ?? "").split(".");
  const expected = Buffer.from(signature(`${head}.${claims}`));
  const signed = Buffer.from(given);
  if (signed.length !== expected.length || !timingSafeEqual(signed, expected)) return undefined;
  const { contact_id, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
  return exp > now() ? contact_id : undefined;
}
