// Is it safe to go back from one version to another, and how does one know?
import { isWithin } from "#lib/deployments/rules/ranges.ts";

export const checkNames = [
  "target",
  "dataCompatibility",
  "apiCompatibility",
  "dependencies",
  "userImpact",
  "activeDeployments",
  "orphanedRecords",
] as const;
export type CheckName = (typeof checkNames)[number];

export const verdicts = ["pass", "warn", "block"] as const;
export type Verdict = (typeof verdicts)[number];

/** One thing that was found: what people read, and where it can be looked at. */
export interface Evidence {
  text: string;
  /** Such as deployment, device, product, rollout. */
  kind?: string;
  id?: string;
  count?: number;
}

export interface Check {
  name: CheckName;
  verdict: Verdict;
  /** What was found, in a sentence. */
  summary: string;
  evidence: Evidence[];
  /** How much more was found than is shown. */
  more: number;
}

/** A plan is read on one page; what lies beyond is counted. */
const EVIDENCE_MAX = 50;
/** From this share of the devices of its place on, a rollback is something that everybody notices. */
const WIDE_SHARE = 0.5;

interface MigrationFact {
  deploymentId: string;
  number: number;
  version: string;
  stage: string;
  hasWayBack: boolean;
}

interface DependentFact {
  productId: string;
  product: string;
  version: string;
  range: string;
  /** By the declared dependencies of products where null; else on so many devices, by what the version requires. */
  devices: number | null;
}

/** What a product's own database says of undoing a migration, where that is not simply fine. */
interface MigrationCheckFact {
  databaseId: string;
  database: string;
  migration: string;
  verdict: Verdict;
  orphans: number;
  summary: string;
}

export interface CheckFacts {
  from: { version: string; digest: string | null };
  to: { version: string; digest: string | null; isHeld: boolean; isDeprecated: boolean; files: number };
  productSlug: string;
  isOlder: boolean;
  /** Stages that changed data on the way from the older to the newer version. */
  migrations: MigrationFact[];
  /** Versions between that nobody may skip: they convert what they find. */
  floors: { versionId: string; version: string }[];
  breaking: { versionId: string; version: string; description: string }[];
  /** What the risk assessment of the newer version found when it compared API documents; null: it did not. */
  apiComparison: { breaking: number; first: string | null } | null;
  dependents: DependentFact[];
  impact: {
    devices: number;
    placeDevices: number;
    online: number;
    fleets: { fleetId: string | null; fleet: string | null; devices: number }[];
  };
  openDeployments: { id: string; number: number; version: string; status: string; isOfFrom: boolean }[];
  openRollouts: { id: string; number: number; version: string; status: string; isOfFrom: boolean }[];
  openRollbacks: { planId: string; number: number }[];
  records: {
    channels: { name: string; devices: number | null }[];
    distributions: { id: string; channel: string; status: string }[];
    openActions: number;
    packages: number;
    migrationChecks: MigrationCheckFact[];
  };
}

/** Judges a rollback by what was found. */
export function judgeChecks(facts: CheckFacts): Check[] {
  return [
    judgeTarget(facts),
    judgeData(facts),
    judgeApi(facts),
    judgeDependencies(facts),
    judgeImpact(facts),
    judgeActive(facts),
    judgeRecords(facts),
  ];
}

/** The worst of all: one block blocks. */
export function worstOf(checks: readonly { verdict: Verdict }[]): Verdict {
  const worst = Math.max(0, ...checks.map(({ verdict }) => verdicts.indexOf(verdict)));
  return verdicts[worst] ?? "pass";
}

export function isWorse(verdict: Verdict, than: Verdict): boolean {
  return verdicts.indexOf(verdict) > verdicts.indexOf(than);
}

/** Lists the checks that block. */
export function blockingOf(checks: readonly Check[]): CheckName[] {
  return checks.filter(({ verdict }) => verdict === "block").map(({ name }) => name);
}

function check(name: CheckName, verdict: Verdict, summary: string, evidence: readonly Evidence[] = []): Check {
  const shown = evidence.slice(0, EVIDENCE_MAX);
  return { name, verdict, summary, evidence: shown, more: evidence.length - shown.length };
}

function judgeTarget({ from, to, isOlder }: CheckFacts): Check {
  const faults: Evidence[] = [];
  if (to.digest === null) faults.push({ text: `${to.version} has no content.` });
  if (to.isHeld) faults.push({ text: `${to.version} is held back.` });
  if (to.isDeprecated) faults.push({ text: `${to.version} is deprecated.` });
  if (to.digest !== null && to.digest === from.digest) {
    faults.push({ text: `${to.version} has the same content as ${from.version}.` });
  }
  if (faults.length > 0) return check("target", "block", `${to.version} is nothing to go back to.`, faults);
  const evidence: Evidence[] = [{ text: `Its content is ${to.digest}.` }];
  if (to.files > 0) evidence.push({ text: "Its files are there.", count: to.files });
  return isOlder
    ? check("target", "pass", `${to.version} can be offered.`, evidence)
    : check("target", "warn", `${to.version} is not older than ${from.version}: this goes forward.`, evidence);
}

function judgeData({ migrations, floors, to, from }: CheckFacts): Check {
  const name = "dataCompatibility";
  const evidence = [
    ...migrations.map(({ deploymentId, number, version, stage, hasWayBack }): Evidence => ({
      text: `Deployment #${number} of ${version} ran the migration ${stage}, which ${hasWayBack ? "has a way back of its own" : "nobody can take back"}.`,
      kind: "deployment",
      id: deploymentId,
    })),
    ...floors.map(({ versionId, version }): Evidence => ({
      text: `${version} must not be skipped: it converts what it finds.`,
      kind: "version",
      id: versionId,
    })),
  ];
  if (migrations.some(({ hasWayBack }) => !hasWayBack)) {
    return check(name, "block", `${to.version} would find data that ${from.version} has changed for good.`, evidence);
  }
  if (evidence.length > 0) {
    return check(name, "warn", `${to.version} may not understand data that came after it.`, evidence);
  }
  return check(name, "pass", `Nothing is known that changed data between ${to.version} and ${from.version}.`);
}

function judgeApi({ breaking, apiComparison, to }: CheckFacts): Check {
  const evidence = breaking.map(({ versionId, version, description }): Evidence => ({
    text: `${version}: ${description}`,
    kind: "version",
    id: versionId,
  }));
  if (apiComparison !== null && apiComparison.breaking > 0) {
    const first = apiComparison.first === null ? "" : `, such as ${apiComparison.first}`;
    evidence.push({
      text: `The API documents differ in what breaks clients${first}.`,
      count: apiComparison.breaking,
    });
  }
  if (evidence.length === 0) return check("apiCompatibility", "pass", "No breaking change lies between them.");
  return check(
    "apiCompatibility",
    "warn",
    `Clients that follow the newer API may not get on with ${to.version}.`,
    evidence,
  );
}

function judgeDependencies({ dependents, to, productSlug }: CheckFacts): Check {
  const violated = dependents.filter(({ range }) => !isWithin(to.version, range));
  const evidence = violated.map(({ productId, product, version, range, devices }): Evidence => ({
    text: `${product} ${version} needs ${productSlug} ${range}.`,
    kind: "product",
    id: productId,
    ...(devices !== null && { count: devices }),
  }));
  if (evidence.length > 0) {
    return check("dependencies", "block", `${to.version} is too old for what runs beside it.`, evidence);
  }
  const looked =
    dependents.length === 0 ? "Nothing needs it." : `${dependents.length} that need it take ${to.version}.`;
  return check("dependencies", "pass", looked);
}

function judgeImpact({ impact, from }: CheckFacts): Check {
  const { devices, placeDevices, online } = impact;
  const evidence = impact.fleets.map(({ fleetId, fleet, devices: count }): Evidence => ({
    text: fleet ?? "Without a fleet",
    count,
    ...(fleetId !== null && { kind: "fleet", id: fleetId }),
  }));
  if (devices === 0) return check("userImpact", "warn", `No device runs ${from.version} now.`);
  const silent = devices - online;
  const share = placeDevices === 0 ? 0 : devices / placeDevices;
  const counted = `${devices} of ${placeDevices} devices run ${from.version}`;
  if (silent > 0) evidence.unshift({ text: "Not heard from lately: they go back when they are.", count: silent });
  const isWide = share > WIDE_SHARE || silent > 0;
  return check("userImpact", isWide ? "warn" : "pass", `${counted}, ${online} of them are online.`, evidence);
}

function judgeActive({ openDeployments, openRollouts, openRollbacks, from }: CheckFacts): Check {
  const tell =
    (noun: string, kind: string) =>
    (one: CheckFacts["openRollouts"][number]): Evidence => ({
      text: `${noun} #${one.number} of ${one.version} is ${one.status}${one.isOfFrom ? ", and will be cancelled" : ""}.`,
      kind,
      id: one.id,
    });
  const evidence = [
    ...openRollbacks.map(({ planId, number }): Evidence => ({
      text: `Rollback plan #${number} is being carried out.`,
      kind: "rollbackPlan",
      id: planId,
    })),
    ...openDeployments.map(tell("Deployment", "deployment")),
    ...openRollouts.map(tell("Rollout", "rollout")),
  ];
  const name = "activeDeployments";
  if (openRollbacks.length > 0) return check(name, "block", "Another rollback is under way there.", evidence);
  const others = [...openDeployments, ...openRollouts].filter(({ isOfFrom }) => !isOfFrom);
  // What only stands in the line has not begun, and may be just what mends it.
  if (others.some(({ status }) => status !== "queued")) {
    return check(name, "block", "Another version is on its way to the same devices.", evidence);
  }
  if (others.length > 0)
    return check(name, "warn", "Another version waits in the line for the same devices.", evidence);
  if (evidence.length > 0)
    return check(name, "warn", `${from.version} is still on its way, and will be stopped.`, evidence);
  return check(name, "pass", "Nothing else is under way there.");
}

function judgeRecords({ records, from }: CheckFacts): Check {
  const { channels, distributions, openActions, packages, migrationChecks } = records;
  const evidence: Evidence[] = [
    ...migrationChecks.map(({ databaseId, database, migration, orphans, summary }): Evidence => ({
      text: `${migration} in ${database}: ${summary}`,
      kind: "migration",
      // Not the text: rows come and go while a plan waits, and what was forced is this migration.
      id: `${databaseId}/${migration}`,
      ...(orphans > 0 && { count: orphans }),
    })),
    ...channels.map(({ name }): Evidence => ({ text: `The channel ${name} stops offering ${from.version}.` })),
    ...distributions.map(({ id, channel, status }): Evidence => ({
      text: `The distribution on ${channel} is ${status}, and offers nothing any more.`,
      kind: "distribution",
      id,
    })),
  ];
  if (openActions > 0)
    evidence.push({ text: `Devices were offered ${from.version} and have not answered.`, count: openActions });
  if (packages > 0) evidence.push({ text: `Packages lead to ${from.version} or from it.`, count: packages });
  const name = "orphanedRecords";
  if (migrationChecks.some(({ verdict }) => verdict === "block")) {
    return check(name, "block", "A migration that was checked cannot be undone safely.", evidence);
  }
  if (evidence.length === 0) return check(name, "pass", `Nothing refers to ${from.version} that would be left behind.`);
  return check(name, "warn", `Some records refer to ${from.version} and stay.`, evidence);
}
