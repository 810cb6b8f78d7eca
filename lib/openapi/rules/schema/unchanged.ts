// Which parts of two documents are the same, with all that they refer to, and need no closer look?
import type { ApiDocument } from "#lib/openapi/rules/document.ts";
import { isObject, isSame } from "#lib/openapi/rules/json.ts";

export type IsUnchanged = (before: unknown, after: unknown) => boolean;

/** Most of a large document stays as it is from one release to the next; looking only at the rest takes a tenth of the time. */
export function makeUnchanged(before: ApiDocument, after: ApiDocument): IsUnchanged {
  // What is written alike may mean something else in another version.
  if (before.dialect !== after.dialect) return () => false;
  const changed = findChanged(before, after);
  return (one, other) => isSame(one, other) && !refersTo(one, changed);
}

/** The references that lead to something else in the new document, be it through others. */
function findChanged(before: ApiDocument, after: ApiDocument): Set<string> {
  const changed = new Set<string>();
  const referrers = new Map<string, string[]>();
  for (const reference of new Set([...referencesIn(before.root), ...referencesIn(after.root)])) {
    const targets = resolveBoth(before, after, reference);
    if (targets === null || !isSame(targets.before, targets.after)) changed.add(reference);
    for (const inner of referencesIn(targets?.before)) {
      referrers.set(inner, [...(referrers.get(inner) ?? []), reference]);
    }
  }
  const left = [...changed];
  for (let reference = left.pop(); reference !== undefined; reference = left.pop()) {
    for (const referrer of referrers.get(reference) ?? []) {
      if (changed.has(referrer)) continue;
      changed.add(referrer);
      left.push(referrer);
    }
  }
  return changed;
}

/** Null where one of them leads nowhere: whoever comes to it must hear of that. */
function resolveBoth(before: ApiDocument, after: ApiDocument, reference: string) {
  try {
    return { before: before.resolve(reference), after: after.resolve(reference) };
  } catch {
    return null;
  }
}

function refersTo(value: unknown, references: ReadonlySet<string>): boolean {
  if (references.size === 0) return false;
  for (const reference of referencesIn(value)) if (references.has(reference)) return true;
  return false;
}

/** Also those in examples, which are none: they only make one look closer. */
function referencesIn(root: unknown): Set<string> {
  const references = new Set<string>();
  const left = [root];
  const seen = new Set<unknown>();
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const reference of isObject(value) ? [value.$ref, value.$dynamicRef] : []) {
      if (typeof reference === "string") references.add(reference);
    }
    left.push(...(Object.values(value) as unknown[]));
  }
  return references;
}
