// What did devices run before, when it is known what they run now and what has changed since?

export interface VersionChange {
  /** In which span of time, counted from 0. */
  span: number;
  /** Empty where devices name none. */
  version: string;
  /** How many devices more ran it at the end of the span than at its beginning. */
  delta: number;
}

export interface AdoptionPoint {
  at: Date;
  counts: { version: string; deviceCount: number }[];
}

/**
 * Goes back from the present, taking each span's changes away. Answers the points at which something was another, the
 * oldest first, with one at the beginning and one at the end.
 */
export function walkBack(
  current: ReadonlyMap<string, number>,
  changes: readonly VersionChange[],
  { since, spanSeconds, now }: { since: Date; spanSeconds: number; now: Date },
): AdoptionPoint[] {
  const counts = new Map(current);
  const points: AdoptionPoint[] = [pointAt(now, counts)];
  const bySpan = [...Map.groupBy(changes, ({ span }) => span)].toSorted(([left], [right]) => right - left);
  for (const [span, ofSpan] of bySpan) {
    const endsAt = Math.min(since.getTime() + (span + 1) * spanSeconds * 1_000, now.getTime());
    if (endsAt < now.getTime()) points.push(pointAt(new Date(endsAt), counts));
    for (const { version, delta } of ofSpan) counts.set(version, Math.max((counts.get(version) ?? 0) - delta, 0));
  }
  points.push(pointAt(since, counts));
  return points.reverse();
}

/** Of versions that appear together the older one comes first, as far as their names tell. */
const byVersion = new Intl.Collator("en", { numeric: true });

function pointAt(at: Date, counts: ReadonlyMap<string, number>): AdoptionPoint {
  const inUse = [...counts].filter(([, deviceCount]) => deviceCount > 0);
  const sorted = inUse.toSorted(([left], [right]) => byVersion.compare(left, right));
  return { at, counts: sorted.map(([version, deviceCount]) => ({ version, deviceCount })) };
}
