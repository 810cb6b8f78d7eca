// What exactly is approved, and does an approval still cover what would be done?
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import {
  blockingOf,
  checkNames,
  isWorse,
  type Check,
  type CheckName,
  type Evidence,
  type Verdict,
} from "#lib/rollbacks/rules/checks.ts";
import type { Strategy, TargetFoundBy } from "#lib/rollbacks/rules/plan.ts";

export interface Gates {
  maxFailureRate: number;
  batchDelayMinutes: number;
  deviceTimeoutSeconds: number;
}

export interface Release {
  versionId: string;
  version: string;
  /** host/repository of an image; the product's slug for files. */
  image: string;
  tag: string;
  digest: string | null;
  artifacts: { id: string; sha256: string }[];
}

/** Everything that approval binds to. A change of any of it needs new approvals. */
export interface PlanContent {
  /** So that one that was changed and changed back is another one still, to be agreed to anew. */
  revision: number;
  /** The people who made it what it is: none of them agrees to it as the second person. */
  authorIds: string[];
  product: { id: string; slug: string };
  environment: { id: string; slug: string } | null;
  deployment: { id: string; number: number } | null;
  rollout: { id: string; number: number } | null;
  from: { versionId: string; version: string; digest: string | null; artifacts: { id: string; sha256: string }[] };
  to: Release;
  targetFoundBy: TargetFoundBy;
  deviceFilter: DeviceFilter;
  strategy: Strategy;
  batches: number[];
  gates: Gates;
  scheduledAt: string | null;
  timeZone: string;
  reason: string;
  /** How many devices would go back, and up to how many the approval covers. */
  devices: { count: number; limit: number };
  verdicts: Record<CheckName, Verdict>;
  /** What exactly speaks against it, as far as that does not change from hour to hour. */
  findings: string[];
  force: Force | null;
}

/** Past what blocked when somebody forced it, and past nothing else. */
export interface Force {
  reason: string;
  checks: CheckName[];
  /** What exactly was found by those checks. */
  found: string[];
}

/** What was found when it was looked at again. */
export interface FreshFacts {
  fromDigest: string | null;
  to: Pick<Release, "digest" | "artifacts">;
  devices: number;
  checks: readonly Check[];
}

/** Fleets move all the time: up to this share more than was shown is the same rollback. */
const GROWTH_SHARE = 0.1;

export function deviceLimit(count: number): number {
  return count + Math.ceil(count * GROWTH_SHARE);
}

export function verdictsOf(checks: readonly Check[]): Record<CheckName, Verdict> {
  const found = new Map(checks.map(({ name, verdict }) => [name, verdict]));
  const entries = checkNames.map((name) => [name, found.get(name) ?? "pass"]);
  return Object.fromEntries(entries) as Record<CheckName, Verdict>;
}

/**
 * Says what has changed of that which was approved, a sentence for each; none where the approval covers what is found
 * now. What has become better was approved when it was worse.
 */
export function differencesOf(content: PlanContent, fresh: FreshFacts): string[] {
  const differences: string[] = [];
  if (fresh.fromDigest !== content.from.digest) differences.push(`${content.from.version} has other content by now.`);
  if (fresh.to.digest !== content.to.digest || filesOf(fresh.to) !== filesOf(content.to)) {
    differences.push(`${content.to.version} has other content by now.`);
  }
  if (fresh.devices > content.devices.limit) {
    differences.push(`It would reach ${fresh.devices} devices: ${content.devices.limit} at most were agreed to.`);
  }
  for (const { name, verdict, summary } of fresh.checks) {
    if (isWorse(verdict, content.verdicts[name]))
      differences.push(`The check ${checkTitles[name]} got worse: ${summary}`);
    else if (lasting.includes(name) && isMore(findingsOf(fresh.checks, [name]), content.findings))
      differences.push(`The check ${checkTitles[name]} found something more: ${summary}`);
  }
  if (differences.length === 0 && content.force !== null && outgrows(content.force, fresh)) {
    differences.push("More blocks it than was forced.");
  }
  return differences;
}

/** The content as it is now. A force covers only what was blocking when it was forced. */
export function renewContent(content: PlanContent, fresh: FreshFacts): PlanContent {
  const { force } = content;
  const isForced =
    force !== null && blockingOf(fresh.checks).every((name) => force.checks.includes(name)) && !outgrows(force, fresh);
  return {
    ...content,
    from: { ...content.from, digest: fresh.fromDigest },
    to: { ...content.to, ...fresh.to },
    devices: { count: fresh.devices, limit: deviceLimit(fresh.devices) },
    verdicts: verdictsOf(fresh.checks),
    findings: lastingFindings(fresh.checks),
    force: isForced ? force : null,
  };
}

/** Forces a plan past what blocks it now. Nobody is offered what is held or deprecated, whoever wishes it. */
export function forceOf(checks: readonly Check[], reason: string): Force | null {
  const names = blockingOf(checks).filter((name) => name !== "target");
  return names.length === 0 ? null : { reason, checks: names, found: findingsOf(checks, names) };
}

/** Adds somebody to those who made a plan what it is. */
export function withAuthor({ authorIds }: PlanContent, personId: string | null): string[] {
  return personId === null || authorIds.includes(personId) ? authorIds : [...authorIds, personId];
}

/** Whom it reaches, and what else is under way, changes all the time: of that the verdict and the number count. */
const lasting: readonly CheckName[] = ["target", "dataCompatibility", "apiCompatibility", "dependencies"];

export function lastingFindings(checks: readonly Check[]): string[] {
  return findingsOf(checks, lasting);
}

/** Says whether a check that was forced blocks for more than it did then. */
function outgrows(force: Force, { checks }: Pick<FreshFacts, "checks">): boolean {
  const blocking = checks.filter(({ verdict }) => verdict === "block");
  return isMore(findingsOf(blocking, force.checks), force.found);
}

function isMore(findings: readonly string[], known: readonly string[]): boolean {
  return findings.some((finding) => !known.includes(finding));
}

/** Long enough to tell what changelogs say apart. */
const FINDING_LENGTH_MAX = 120;

function findingsOf(checks: readonly Check[], names: readonly CheckName[]): string[] {
  return checks
    .filter(({ name, verdict }) => verdict !== "pass" && names.includes(name))
    .flatMap(({ name, evidence }) => evidence.map((one) => `${name}: ${nameOf(one)}`));
}

/** Of one version there may be many things to say; whatever else is named is one thing. */
function nameOf({ kind, id, text }: Evidence): string {
  const isOneThing = id !== undefined && kind !== "version";
  return isOneThing ? `${kind ?? ""} ${id}` : text.slice(0, FINDING_LENGTH_MAX).toWellFormed();
}

const checkTitles: Record<CheckName, string> = {
  target: "of the version to go back to",
  dataCompatibility: "of data compatibility",
  apiCompatibility: "of API compatibility",
  dependencies: "of dependencies",
  userImpact: "of user impact",
  activeDeployments: "of active deployments",
  orphanedRecords: "of orphaned records",
};

function filesOf({ artifacts }: Pick<Release, "artifacts">): string {
  return artifacts
    .map(({ id, sha256 }) => `${id}:${sha256}`)
    .sort()
    .join();
}

/** Writes a value so that equal ones are written the same, whatever the order of their keys. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value === undefined) return "null";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`);
  return `{${fields.join(",")}}`;
}
