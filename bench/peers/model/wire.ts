// The proxy's answers, and requests to it.

/** A page of a list. */
interface Page<Item> {
  readonly count: number;
  readonly totalCount: number;
  readonly items: readonly Item[];
}

/** One of the shopper's challenges. */
export interface Challenge {
  readonly id: string;
  /** The definition's id, by Engage's name for it. */
  readonly challengeId?: string;
  readonly challengeStart?: string;
  readonly challengeEnd?: string;
  readonly challengeCompletedOn?: string;
  readonly completedCheckpoints: number;
  readonly requiredCheckpoints?: number;
  readonly isActive?: boolean;
  readonly isChallengeCompleted?: boolean;
  readonly status?: "Active" | "Completed" | "NotCompleted" | "Unknown";
  readonly imageUrl?: string;
  readonly definition?: Definition;
  readonly presentation?: Presentation;
}

/** The definition of challenges. */
export interface Definition {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly requiredNumberOfCheckpoints?: number;
  readonly status?: "Active" | "Draft" | "Scheduled" | "Ended";
  readonly isContactConsentRequired: boolean;
  readonly scheduledFrom?: string;
  readonly scheduledTo?: string;
  readonly expirationMonths?: number;
  readonly presentation?: Presentation;
}

/** The retailer's own words for a definition. */
export interface Presentation {
  readonly title?: string;
  readonly description?: string;
  readonly terms?: string;
  readonly consentText?: string;
  readonly consentVersion?: string;
  readonly image?: string;
  readonly reward?: string;
  readonly layout?: "stamps" | "path" | "compact";
  readonly order?: number;
  readonly hidden?: boolean;
  readonly checkpoints?: readonly Checkpoint[];
}

/** A checkpoint with something special, counted from 1. */
export interface Checkpoint {
  readonly at: number;
  readonly label?: string;
  readonly icon?: string;
  readonly image?: string;
  readonly reward?: string;
  readonly link?: string;
}

/** All of the shopper's challenges, and all definitions. */
export interface Answer {
  readonly challenges: readonly Challenge[];
  readonly definitions: readonly Definition[];
}

const PAGE_SIZE = 100;

/** Fetches the shopper's challenges and the definitions that can be joined. */
export async function fetchAnswer(proxy: string, signal: AbortSignal): Promise<Answer> {
  const [challenges, definitions] = await Promise.all([
    fetchAll<Challenge>(`${proxy}/challenges`, signal),
    fetchAll<Definition>(`${proxy}/challenges/definitions`, signal),
  ]);
  return { challenges, definitions };
}

async function fetchAll<Item>(url: string, signal: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  for (;;) {
    const query = items.length > 0 ? `?offset=${items.length}&count=${PAGE_SIZE}` : "";
    const response = await fetch(`${url}${query}`, {
      headers: { Accept: "application/json" },
      credentials: "include",
      signal,
    });
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    const page = (await response.json()) as Page<Item>;
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.totalCount) {
      return items;
    }
  }
}

/** Joins the challenge of a definition. */
export async function join(
  proxy: string,
  definition: string,
  consentVersion: string | undefined,
): Promise<void> {
  const response = await fetch(`${proxy}/challenges/definitions/${definition}/assign`, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-Challenges-Widget": "1",
    },
    credentials: "include",
    body: JSON.stringify(consentVersion === undefined ? {} : { consentVersion }),
  });
  if (!response.ok || (await response.json()) !== true) {
    throw new Error(`joining was answered ${response.status}`);
  }
}
