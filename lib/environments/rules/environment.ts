// What is an environment, and in which order do versions pass through them?
/** As many as a line of promotion can be read on one page. */
export const ENVIRONMENTS_MAX = 50;
export const APPROVALS_MAX = 10;
export const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Words that stand in addresses where a slug could. */
export const RESERVED_SLUGS: readonly string[] = ["matrix", "preview", "ci", "new"];

/** Operators approve nothing: they do not hold deployments:approve. */
export const APPROVER_ROLES = ["approver", "admin"] as const;
export type ApproverRole = (typeof APPROVER_ROLES)[number];

/** Puts one of them at another place, from 1; a place beyond the end is the end. */
export function moveTo<Item>(items: readonly Item[], item: Item, position: number): Item[] {
  const others = items.filter((other) => other !== item);
  return [...others.slice(0, position - 1), item, ...others.slice(position - 1)];
}

interface Placed {
  id: string;
  position: number;
}

/** Finds the environment that a version must have passed before this one; null for the first. */
export function environmentBefore<Item extends Placed>(line: readonly Item[], environment: Placed): Item | null {
  return inOrder(line).findLast((other) => isEarlier(other, environment)) ?? null;
}

/** Finds the environment to which a version is promoted from this one; null for the last. */
export function environmentAfter<Item extends Placed>(line: readonly Item[], environment: Placed): Item | null {
  return inOrder(line).find((other) => isEarlier(environment, other)) ?? null;
}

export function inOrder<Item extends Placed>(line: readonly Item[]): Item[] {
  return [...line].sort((a, b) => (isEarlier(a, b) ? -1 : 1));
}

function isEarlier(a: Placed, b: Placed): boolean {
  return a.position < b.position;
}
