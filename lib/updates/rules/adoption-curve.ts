// How many had installed each version by when?

export interface InstallsInSpan {
  version: string;
  /** -1 is before the first span. */
  span: number;
  installed: number;
}

export interface CurvePoint {
  at: Date;
  counts: { version: string; installed: number }[];
}

/** Adds up what was installed, span by span: a point at the beginning and at the end of each. */
export function adoptionCurve(
  installs: readonly InstallsInSpan[],
  { since, spanSeconds, spans }: { since: Date; spanSeconds: number; spans: number },
): CurvePoint[] {
  const versions = [...new Set(installs.map(({ version }) => version))];
  const bySpan = Map.groupBy(installs, ({ span }) => Math.min(span, spans - 1));
  const sums = new Map(versions.map((version) => [version, 0]));
  const points: CurvePoint[] = [];
  for (let span = -1; span < spans; span++) {
    for (const { version, installed } of bySpan.get(span) ?? []) {
      sums.set(version, (sums.get(version) ?? 0) + installed);
    }
    points.push({
      at: new Date(since.getTime() + (span + 1) * spanSeconds * 1000),
      counts: versions.map((version) => ({ version, installed: sums.get(version) ?? 0 })),
    });
  }
  return points;
}
