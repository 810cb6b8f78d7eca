// Which stages come before which?
import type { Stage } from "#lib/templates/rules/definition.ts";

type Ordered = Pick<Stage, "name"> & { needs?: readonly string[] | undefined };

/** What each stage waits for: what it says, or the one before it. */
export function needsOf(stages: readonly Ordered[]): Map<string, readonly string[]> {
  return new Map(
    stages.map((stage, index) => {
      const before = stages[index - 1];
      return [stage.name, stage.needs ?? (before ? [before.name] : [])];
    }),
  );
}

/** Finds stages that wait for each other, in order, the first again at the end; null where there are none. */
export function findCycle(needs: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];

  function visit(name: string): string[] | null {
    const seenAt = path.indexOf(name);
    if (seenAt >= 0) return [...path.slice(seenAt), name];
    if (done.has(name)) return null;
    path.push(name);
    for (const need of needs.get(name) ?? []) {
      const cycle = visit(need);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(name);
    return null;
  }

  for (const name of needs.keys()) {
    const cycle = visit(name);
    // Followed from what waits to what is waited for; people read it in the order of time.
    if (cycle) return cycle.reverse();
  }
  return null;
}

/**
 * Adds to the needs of each stage those of the skipped ones among them, so that leaving a stage out never lets a later
 * one begin before an earlier one.
 */
export function closeOverSkipped(
  needs: ReadonlyMap<string, readonly string[]>,
  skipped: ReadonlySet<string>,
): Map<string, string[]> {
  const closed = new Map<string, string[]>();

  function close(name: string): string[] {
    const known = closed.get(name);
    if (known) return known;
    const all = new Set<string>();
    for (const need of needs.get(name) ?? []) {
      all.add(need);
      if (skipped.has(need)) for (const further of close(need)) all.add(further);
    }
    const list = [...all];
    closed.set(name, list);
    return list;
  }

  for (const name of needs.keys()) close(name);
  return closed;
}

/** Stages in an order in which each comes after those it needs; as they were written wherever that is free. */
export function inOrder<S extends { name: string }>(
  stages: readonly S[],
  needs: ReadonlyMap<string, readonly string[]>,
): S[] {
  const left = [...stages];
  const placed = new Set<string>();
  const ordered: S[] = [];
  while (left.length > 0) {
    const at = left.findIndex((stage) => (needs.get(stage.name) ?? []).every((need) => placed.has(need)));
    const [next] = left.splice(Math.max(at, 0), 1);
    if (!next) break;
    placed.add(next.name);
    ordered.push(next);
  }
  return ordered;
}
