/** Deals items into rounds in which each key stands once at most, in the order in which they came. */
export function inRounds<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const rounds: Item[][] = [];
  const roundOf = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    const index = roundOf.get(key) ?? 0;
    roundOf.set(key, index + 1);
    (rounds[index] ??= []).push(item);
  }
  return rounds;
}
