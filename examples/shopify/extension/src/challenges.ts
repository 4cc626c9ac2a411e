// The shopper's challenges, as the proxy answers them. docs/openapi.json has the whole contract.

/** Where gateway.mjs is, which stands before the proxy. */
const GATEWAY = "https://loyalty.example";

export interface Challenge {
  readonly id: string;
  readonly completedCheckpoints: number;
  readonly requiredCheckpoints?: number | null;
  readonly isChallengeCompleted?: boolean | null;
  readonly definition?: { readonly name?: string | null } | null;
  /** The marketer's texts, in the language that was asked for. */
  readonly presentation?: {
    readonly title?: string | null;
    readonly description?: string | null;
    readonly reward?: string | null;
  } | null;
}

/** Asks in the name of the customer who is logged in: Shopify signs the token. */
export async function challengesOfShopper(): Promise<readonly Challenge[]> {
  const answer = await fetch(`${GATEWAY}/challenges?count=20`, {
    headers: {
      accept: "application/json",
      "accept-language": shopify.localization.language.value.isoCode,
      authorization: `Bearer ${await shopify.sessionToken.get()}`,
    },
  });
  if (!answer.ok) throw new Error(`the gateway answers ${answer.status}`);
  return ((await answer.json()) as { items: readonly Challenge[] }).items;
}
