// In which order can things be done that need each other?

/** `from` needs `to`. */
export interface Need {
  from: string;
  to: string;
}

export type Order =
  /** Those of one level need only those of the levels before it, and so can be done at once. */
  | { kind: "ordered"; levels: string[][] }
  /** Begins and ends with the same one; each needs the next. */
  | { kind: "cycle"; path: string[] };

/** Puts items into levels. Needs of or for things that are not among the items do not count. */
export function orderByNeeds(items: readonly string[], needs: readonly Need[]): Order {
  const open = new Set(items);
  const levels: string[][] = [];
  while (open.size > 0) {
    const level = [...open].filter((item) => needsOf(item, needs).every((other) => !open.has(other)));
    if (level.length === 0) return { kind: "cycle", path: walkInto([...open][0] ?? "", open, needs) };
    for (const item of level) open.delete(item);
    levels.push(level);
  }
  return { kind: "ordered", levels };
}

/** Finds the way that would close a circle if `need` were added; null when it would not. */
export function findCycle(need: Need, needs: readonly Need[]): string[] | null {
  const way = findWay(need.to, need.from, needs);
  return way && [need.from, ...way];
}

/** The shortest way along needs, both ends included. */
function findWay(start: string, goal: string, needs: readonly Need[]): string[] | null {
  const ways = new Map([[start, [start]]]);
  for (const [item, way] of ways) {
    if (item === goal) return way;
    for (const next of needsOf(item, needs)) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return null;
}

/** Every one of these needs another one of them, so walking on must come back to where it has been. */
function walkInto(start: string, open: ReadonlySet<string>, needs: readonly Need[]): string[] {
  const way: string[] = [];
  let item: string | undefined = start;
  while (item !== undefined && !way.includes(item)) {
    way.push(item);
    item = needsOf(item, needs).find((other) => open.has(other));
  }
  return item === undefined ? way : [...way.slice(way.indexOf(item)), item];
}

function needsOf(item: string, needs: readonly Need[]): string[] {
  return needs.filter(({ from }) => from === item).map(({ to }) => to);
}
