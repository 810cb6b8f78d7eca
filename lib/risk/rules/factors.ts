// Which facts bring how many points, seen in what, and what would lower them?
import type { Factor } from "#lib/risk/rules/assessment.ts";
import type { ApiFacts, ChangeFacts, HistoryFacts, RiskFacts } from "#lib/risk/rules/facts.ts";
import { exposedShare, pointsOfExposure, pointsOfTiming, pointsOfTraffic, timingOf } from "#lib/risk/rules/impact.ts";
import { toLogOdds, type Contribution } from "#lib/risk/rules/model.ts";
import { ASSUMED_FAILURE_RATE } from "#lib/risk/rules/prior.ts";
import { START, toPoints } from "#lib/risk/rules/score.ts";
import { clockText, count, listNames, percent } from "#lib/risk/rules/words.ts";

/** A factor before its points are whole. */
export type FactorDraft = Factor;

const SIZE = [
  ...["files", "folders", "areas", "spread"],
  ...["linesAdded", "linesRemoved", "relativeSize", "linesBefore"],
];
/** The usual rule of thumb for files, kept as a word beside the points. */
const FILES = { high: 100, medium: 50 };
/** From so many points on, a factor without a rule of its own is called so. */
const SEVERE = { high: 12, medium: 6, low: 1 };

/** Lists the factors of a score, in the order in which people think of them. Points are not whole yet. */
export function listFactors(
  facts: RiskFacts,
  intercept: number,
  contributions: readonly Contribution[],
): FactorDraft[] {
  const pointsOf = (...names: string[]) =>
    toPoints(contributions.reduce((sum, { name, logOdds }) => sum + (names.includes(name) ? logOdds : 0), 0));
  const base = START + toPoints(intercept - toLogOdds(ASSUMED_FAILURE_RATE));
  return [
    draft("base", "How often deployments fail", base, { evidence: "Where every score begins.", severity: "none" }),
    sizeFactor(facts.change, pointsOf(...SIZE)),
    configFactor(facts.change, pointsOf("configKeys")),
    dependencyFactor(facts.change, pointsOf("dependencies", "breakingDependencies")),
    migrationFactor(facts.change, pointsOf("migrations")),
    apiFactor(facts.api, pointsOf("breakingApiChanges")),
    failureFactor(facts.history, pointsOf("recentFailures")),
    recordFactor(facts.history, pointsOf("failureShare", "environmentFailureShare")),
    draft("clock", "Hour and day so far", pointsOf("hour", "weekday"), {
      evidence: `${clockText(facts.clock)}: as deployments at such times went here.`,
    }),
    ...impactFactors(facts),
  ];
}

function draft(id: string, name: string, points: number, rest: Partial<FactorDraft>): FactorDraft {
  const severity = points >= SEVERE.high ? "high" : points >= SEVERE.medium ? "medium" : "none";
  return {
    ...{ id, name, points, bearsOn: "probability", evidence: "", isUnknown: false, wouldLower: null },
    severity: severity === "none" && points >= SEVERE.low ? "low" : severity,
    ...rest,
  };
}

function unknownOr(value: number | null, { unknownBecause }: ChangeFacts): Partial<FactorDraft> {
  return value === null ? { isUnknown: true, evidence: unknownBecause ?? "Unknown.", severity: "none" } : {};
}

function sizeFactor(change: ChangeFacts, points: number): FactorDraft {
  const { files, linesAdded, linesRemoved, folders } = change;
  const name = "Size of the change";
  if (files === null) return draft("size", name, points, unknownOr(null, change));
  const lines =
    linesAdded === null || linesRemoved === null
      ? "the lines are unknown"
      : `${linesAdded.toLocaleString("en")} lines added and ${linesRemoved.toLocaleString("en")} removed`;
  const common = draft("size", name, points, {
    evidence: `${count(files, "file")} in ${count(folders ?? 0, "folder")}, ${lines}.`,
    wouldLower: points > 0 ? "Ship it in smaller parts." : null,
  });
  if (files > FILES.high) return { ...common, severity: "high" };
  return files > FILES.medium ? { ...common, severity: "medium" } : common;
}

function configFactor(change: ChangeFacts, points: number): FactorDraft {
  const { configKeys, named } = change;
  return draft("configuration", "Configuration", points, {
    evidence: `${count(configKeys ?? 0, "key")} changed${listNames(named.configKeys)}.`,
    wouldLower: configKeys ? "Change configuration in a deployment of its own." : null,
    ...unknownOr(configKeys, change),
  });
}

function dependencyFactor(change: ChangeFacts, points: number): FactorDraft {
  const { dependencies, breakingDependencies, named } = change;
  const breaking = breakingDependencies ?? 0;
  return draft("dependencies", "Dependencies", points, {
    evidence:
      `${count(dependencies ?? 0, "dependency", "dependencies")} changed` +
      (breaking > 0 ? `, ${breaking} of them in a breaking step${listNames(named.breakingDependencies)}.` : "."),
    wouldLower: breaking > 0 ? "Take breaking steps one at a time." : null,
    ...unknownOr(dependencies, change),
  });
}

function migrationFactor(change: ChangeFacts, points: number): FactorDraft {
  const { migrations, named } = change;
  return draft("migrations", "Migrations", points, {
    evidence: `${count(migrations ?? 0, "migration")}${listNames(named.migrations)}.`,
    wouldLower: migrations ? "Migrate in a deployment before, in a way that the old version can live with." : null,
    ...unknownOr(migrations, change),
  });
}

function apiFactor(api: ApiFacts, points: number): FactorDraft {
  const name = "Breaking API changes";
  switch (api.kind) {
    case "none":
      return draft("api", name, points, { evidence: "Neither version has an OpenAPI document." });
    case "unknown":
      return draft("api", name, points, {
        evidence: `Unknown: ${api.reason}`,
        isUnknown: true,
        wouldLower: "Keep a readable OpenAPI document with each build.",
      });
    case "compared":
      return draft("api", name, points, {
        evidence: api.breaking === 0 ? "None." : `${api.breaking}. ${api.first ?? ""}`.trim(),
        wouldLower: api.breaking > 0 ? "Keep the old behavior beside the new one." : null,
      });
  }
}

function failureFactor({ recent, recentCount }: HistoryFacts, points: number): FactorDraft {
  const names = recent.map(({ kind, number, version }) => `${kind} #${number} (${version})`);
  return draft("recentFailures", "Failures of the last 7 days", points, {
    evidence: recentCount === 0 ? "None of this product." : `${recentCount} of this product${listNames(names)}.`,
    wouldLower: recentCount > 0 ? "Find out why they failed, or wait until they are a week old." : null,
  });
}

function recordFactor({ product, environment }: HistoryFacts, points: number): FactorDraft {
  const tell = ({ failures, outcomes }: { failures: number; outcomes: number }, where: string) =>
    outcomes === 0 ? `none ${where}` : `${failures} of ${outcomes} ${where} failed`;
  const parts = [tell(product, "of this product"), ...(environment ? [tell(environment, "in this environment")] : [])];
  return draft("trackRecord", "Track record", points, { evidence: `In 90 days: ${parts.join(", ")}.` });
}

function impactFactors({ clock, exposure, traffic }: RiskFacts): FactorDraft[] {
  const bearsOn = "impact" as const;
  const share = exposedShare(exposure);
  const timing = timingOf(clock);
  const exposed =
    share === null
      ? exposure.deviceCount === 0
        ? "No device is meant."
        : "Nobody knows yet in which steps: counted as all at once."
      : `${percent(exposure.firstShare ?? 1)} of ${count(exposure.deviceCount, "device")} get it before anything is ` +
        `checked: ${percent(share)} of the fleet.`;
  return [
    draft("exposure", "Share of the fleet", pointsOfExposure(exposure), {
      ...{ bearsOn, evidence: exposed, isUnknown: share === null },
      wouldLower: (share ?? 1) > 0.05 ? "Begin with a canary of 5 %." : null,
    }),
    draft("timing", "Who could help", pointsOfTiming(clock), {
      ...{ bearsOn, evidence: `${clockText(clock)}${timing === "day" ? ": working hours." : ": help is far."}` },
      wouldLower: timing === "day" ? null : "Choose a working day before the afternoon ends the week.",
    }),
    draft("traffic", "Traffic at that hour", pointsOfTraffic(traffic), {
      bearsOn,
      isUnknown: traffic.kind === "unknown",
      evidence:
        traffic.kind === "unknown"
          ? `Unknown: ${traffic.reason}`
          : `${traffic.ratio.toFixed(1)} times the mean of all hours, from ${count(traffic.seen, "request")}.`,
      wouldLower: pointsOfTraffic(traffic) > 0 ? "Choose a quieter hour." : null,
    }),
  ];
}
