// Is a version of a channel open to everybody, to a share, or to nobody?
import { shareAt, type DistributionState, type ShareFacts, type Strategy } from "#lib/updates/rules/share.ts";

export interface Distribution extends ShareFacts {
  id: string;
  versionId: string;
  /** Of a split: what those outside the share are offered. */
  otherVersionId: string | null;
  /** Of a split that is completed. */
  winnerId: string | null;
  strategy: Strategy;
  status: DistributionState;
  createdAt: Date;
}

export type Gate =
  | { kind: "open"; distributionId: string | null }
  | { kind: "closed" }
  | { kind: "share"; distribution: Distribution; percent: number }
  | { kind: "split"; distribution: Distribution; percent: number };

/** What the rule needs to know of a version. */
interface Placed {
  id: string;
  precedenceKey: string;
}

/**
 * Judges a version by the last distribution that had to do with it. A version that nobody distributes is open, for a
 * channel offers its newest; one whose distribution was cancelled stays closed until somebody distributes it again.
 * While a split stands still, and after it was cancelled, the older of its two versions is what everybody had before.
 */
export function gateOf(
  version: Placed,
  distributions: readonly Distribution[],
  findVersion: (id: string) => Placed | undefined,
  now: Date,
): Gate {
  const last = lastAbout(version.id, distributions);
  if (last === null) return { kind: "open", distributionId: null };
  const percent = shareAt(last, now);
  const isSplit = last.strategy === "split" && last.otherVersionId !== null;
  if (last.status === "completed") {
    const isOffered = !isSplit || (last.winnerId ?? last.versionId) === version.id;
    return isOffered ? { kind: "open", distributionId: last.id } : { kind: "closed" };
  }
  if (last.status === "running" || (last.status === "scheduled" && isBegun(last, now))) {
    return { kind: isSplit ? "split" : "share", distribution: last, percent };
  }
  return isSplit && isOlderOf(last, version, findVersion)
    ? { kind: "open", distributionId: last.id }
    : { kind: "closed" };
}

/** A schedule is kept by the clock, also while nobody is there to note that it began. */
function isBegun({ startsAt }: Distribution, now: Date): boolean {
  return startsAt === null || startsAt <= now;
}

function lastAbout(versionId: string, distributions: readonly Distribution[]): Distribution | null {
  const about = distributions.filter((one) => one.versionId === versionId || one.otherVersionId === versionId);
  // A channel has one that is open at most, and that is the last.
  const open = about.find((one) => one.status !== "completed" && one.status !== "cancelled");
  const newest = about.reduce<Distribution | null>(
    (last, one) => (last === null || one.createdAt > last.createdAt ? one : last),
    null,
  );
  return open ?? newest;
}

function isOlderOf(split: Distribution, version: Placed, findVersion: (id: string) => Placed | undefined): boolean {
  const otherId = split.versionId === version.id ? split.otherVersionId : split.versionId;
  const other = otherId === null ? undefined : findVersion(otherId);
  if (other === undefined) return version.id === split.otherVersionId;
  return version.precedenceKey < other.precedenceKey;
}
