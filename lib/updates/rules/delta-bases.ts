// From which older versions is a new one worth a delta?
import { crossesFloor } from "#lib/updates/rules/plan-download.ts";

export interface BaseCandidate {
  id: string;
  precedenceKey: string;
  /** How many devices run it. */
  deviceCount: number;
}

/** What most devices run beyond the last few versions: so many more. */
const POPULAR_BASES = 2;

/**
 * Chooses the last versions before a new one, and those that most devices run. Never one from which a version would be
 * skipped that must be run. The candidates are the older versions of its channels, the newest first.
 */
export function chooseBases<Candidate extends BaseCandidate>(
  to: { precedenceKey: string },
  candidates: readonly Candidate[],
  { lastCount, floorKeys }: { lastCount: number; floorKeys: readonly string[] },
): Candidate[] {
  const possible = candidates.filter(
    ({ precedenceKey }) =>
      precedenceKey < to.precedenceKey && !crossesFloor(precedenceKey, to.precedenceKey, floorKeys),
  );
  const last = possible.slice(0, lastCount);
  const popular = possible
    .slice(lastCount)
    .filter(({ deviceCount }) => deviceCount > 0)
    .sort((left, right) => right.deviceCount - left.deviceCount)
    .slice(0, lastCount === 0 ? 0 : POPULAR_BASES);
  return [...last, ...popular];
}
