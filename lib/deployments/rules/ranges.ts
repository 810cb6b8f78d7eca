// Do versions that shall run side by side fit each other?
import semver from "semver";

/** One product needs versions of another. Products are named by slug. */
export interface Dependency {
  product: string;
  dependsOn: string;
  /** A SemVer range. */
  range: string;
}

export interface Violation extends Dependency {
  /** The version that would run; null where none does. */
  found: string | null;
  message: string;
}

/** A prerelease counts as lying where its number lies: who deploys one means to try it with the others. */
export function isWithin(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/**
 * Lists what would not fit once all of `coming` is deployed beside what runs. Only what changes is judged: a product that
 * stays is held against those that come, not against others that stay.
 */
export function findViolations(
  dependencies: readonly Dependency[],
  coming: ReadonlyMap<string, string>,
  running: ReadonlyMap<string, string>,
): Violation[] {
  const after = new Map([...running, ...coming]);
  return dependencies.flatMap(({ product, dependsOn, range }) => {
    const own = after.get(product);
    const found = after.get(dependsOn) ?? null;
    const isTouched = coming.has(product) || coming.has(dependsOn);
    if (own === undefined || !isTouched || (found !== null && isWithin(found, range))) return [];
    const message = `${product} ${own} needs ${dependsOn} ${range}, but ${tell(found, coming.has(dependsOn))}.`;
    return [{ product, dependsOn, range, found, message }];
  });
}

function tell(found: string | null, isComing: boolean): string {
  if (found === null) return "none runs there";
  return isComing ? `${found} would come` : `${found} runs there`;
}
