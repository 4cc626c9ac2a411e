// The session: a token (JWT) in a cookie, which the proxy reads too.

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { cookies } from "next/headers";

import { inData } from "./data";

/** The shop's customers, with their contact ids in Engage. A real shop has passwords too. */
export const CUSTOMERS = new Map([
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

/** Logs this customer in. */
export async function logIn(contact: string): Promise<void> {
  const claims = { contact_id: contact, exp: now() + SECONDS };
  const signed = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`;
  // Over HTTPS, add `secure: true`.
  const settings = { httpOnly: true, sameSite: "lax", path: "/", maxAge: SECONDS } as const;
  (await cookies()).set(COOKIE, `${signed}.${signature(signed)}`, settings);
}

export async function logOut(): Promise<void> {
  (await cookies()).delete(COOKIE);
}

/** The contact id of the shopper, unless the token is false or too old. */
export async function contactOfShopper(): Promise<string | undefined> {
  const token = (await cookies()).get(COOKIE)?.value ?? "";
  const [head = "", claims = "", given = ""] = token.split(".");
  const expected = Buffer.from(signature(`${head}.${claims}`));
  const signed = Buffer.from(given);
  if (signed.length !== expected.length || !timingSafeEqual(signed, expected)) return undefined;
  const { contact_id, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
  return exp > now() ? contact_id : undefined;
}
