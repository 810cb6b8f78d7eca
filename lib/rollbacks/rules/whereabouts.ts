// What is where while a version is taken back?

export const placements = ["back", "underWay", "failed", "unreachable", "untouched", "elsewhere"] as const;
/**
 * A device runs the older version; is on its way there; has tried and failed; is not heard from; was not asked yet; or
 * runs something else altogether.
 */
export type Placement = (typeof placements)[number];

export type Whereabouts = Record<Placement, number> & { total: number };

export function emptyWhereabouts(): Whereabouts {
  return { total: 0, back: 0, underWay: 0, failed: 0, unreachable: 0, untouched: 0, elsewhere: 0 };
}

/** Counts those that still run what was to be taken back. */
export function countLeft({ underWay, failed, unreachable, untouched }: Whereabouts): number {
  return underWay + failed + unreachable + untouched;
}

/** Says in a sentence what is where. */
export function describeWhereabouts(where: Whereabouts, from: string): string {
  const left = countLeft(where);
  if (left === 0) return `All ${where.total} devices have left ${from}.`;
  const parts = [
    ...(where.failed > 0 ? [`${where.failed} failed`] : []),
    ...(where.unreachable > 0 ? [`${where.unreachable} not heard from`] : []),
    ...(where.underWay > 0 ? [`${where.underWay} on their way`] : []),
    ...(where.untouched > 0 ? [`${where.untouched} not asked`] : []),
  ];
  return `${left} of ${where.total} devices still run ${from}: ${parts.join(", ")}.`;
}
