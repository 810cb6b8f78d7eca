// What may stand in an array now?
import { under, type Finding } from "#lib/openapi/rules/change.ts";
import { asCondition, tell, type Comparing } from "#lib/openapi/rules/schema/comparing.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";

export function compareArrays(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return [
    ...compareUnique(comparing, before, after),
    ...under("items", comparing.compare(before.items, after.items)),
    ...comparePrefixes(comparing, before, after),
    ...under("unevaluated items", comparing.compare(before.unevaluatedItems, after.unevaluatedItems)),
    ...compareContains(comparing, before, after),
  ];
}

function compareUnique(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  if (before.hasUniqueItems === after.hasUniqueItems) return [];
  if (after.hasUniqueItems) {
    return [tell(comparing, { effect: "narrows", id: "items-unique", message: "No item may occur twice now." })];
  }
  return [tell(comparing, { effect: "widens", id: "items-not-unique", message: "An item may occur twice now." })];
}

/** Beyond the prefix of one side its other items stand. */
function comparePrefixes(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const length = Math.max(before.prefixItems.length, after.prefixItems.length);
  return Array.from({ length }, (_, index) => {
    const itemOf = (shape: Shape) => shape.prefixItems[index] ?? shape.items;
    return under(`item ${index + 1}`, comparing.compare(itemOf(before), itemOf(after)));
  }).flat();
}

function compareContains(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const [from, to] = [before.contains.length > 0, after.contains.length > 0];
  if (!from && !to) return [];
  if (!from) {
    return [tell(comparing, { effect: "narrows", id: "contains-added", message: "It must hold a certain item now." })];
  }
  if (!to) {
    const message = "It need not hold a certain item any more.";
    return [tell(comparing, { effect: "widens", id: "contains-removed", message })];
  }
  const counts = [
    ...compareCount(comparing, "minContains", before.minContains, after.minContains),
    ...compareCount(comparing, "maxContains", after.maxContains, before.maxContains).map((found) => ({
      ...found,
      message: countMessage("maxContains", before.maxContains, after.maxContains),
    })),
  ];
  const isBounded = before.maxContains !== Infinity || after.maxContains !== Infinity;
  // Where at most so many may be such items, the item itself counts in both directions.
  const view = asCondition(isBounded ? { ...comparing.view, bad: "both" } : comparing.view);
  return [...counts, ...under("contained item", comparing.compare(before.contains, after.contains, view))];
}

/** A number of which more is tighter. */
function compareCount(comparing: Comparing, keyword: string, before: number, after: number): Finding[] {
  if (before === after) return [];
  const id = keyword === "minContains" ? "min-contains-changed" : "max-contains-changed";
  const effect = after > before ? "narrows" : "widens";
  return [tell(comparing, { effect, id, message: countMessage(keyword, before, after) })];
}

function countMessage(keyword: string, before: number, after: number): string {
  const words = (count: number) => (count === Infinity ? "not set" : `${count}`);
  return `${keyword} is ${words(after)} instead of ${words(before)}.`;
}
