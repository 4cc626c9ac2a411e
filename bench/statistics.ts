// Medians.

/** The middle value; the mean of the two middle values where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) {
    throw new Error("there is no median of no values");
  }
  return (low + high) / 2;
}

/** The median of each member. */
export function medians<Name extends string>(
  rows: readonly Readonly<Record<Name, number>>[],
): Record<Name, number> {
  const names = Object.keys(rows[0] ?? {}) as Name[];
  const entries = names.map((name) => [name, median(rows.map((row) => row[name]))]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
