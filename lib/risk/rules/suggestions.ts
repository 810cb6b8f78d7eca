// What could somebody do so that the score falls, and by how much?
import type { Suggestion } from "#lib/risk/rules/assessment.ts";
import type { PastFailure, RiskFacts } from "#lib/risk/rules/facts.ts";
import { exposedShare, timingOf } from "#lib/risk/rules/impact.ts";
import { percent } from "#lib/risk/rules/words.ts";

const CANARY = 0.05;
const CALM = { weekday: 2, hour: 10 };
const LARGE_FILES = 50;
const NAMED_FAILURES_MAX = 3;

/** Lists them with what each would change, as `change` measures it; the best first, those without a number last. */
export function listSuggestions(facts: RiskFacts, change: (facts: RiskFacts) => number): Suggestion[] {
  const suggestions: Suggestion[] = [];
  const add = (id: string, message: string, delta: number | null, href: string | null = null) => {
    if (delta === null || delta < 0) suggestions.push({ id, message, delta, href });
  };
  const { exposure, clock, change: size } = facts;
  if ((exposedShare(exposure) ?? 1) > CANARY && exposure.deviceCount > 0) {
    const smaller = { ...exposure, firstShare: CANARY };
    add("canary", `Begin with a canary of ${percent(CANARY)} of the devices.`, change({ ...facts, exposure: smaller }));
  }
  if (timingOf(clock) !== "day") {
    const calm = { ...facts, clock: { ...clock, ...CALM } };
    add("time", `Wait for a working day, such as Tuesday at ${CALM.hour}:00 (${clock.timeZone}).`, change(calm));
  }
  if ((size.files ?? 0) > LARGE_FILES) {
    add("split", "Ship it in two halves.", change({ ...facts, change: halve(size) }));
  }
  suggestions.sort((one, other) => (one.delta ?? 0) - (other.delta ?? 0));
  if (!facts.hasSmokeTest)
    add("tests", "Add a smoke test after the first step: it finds what devices do not report.", null);
  for (const failure of facts.history.recent.slice(0, NAMED_FAILURES_MAX)) add(...toLook(failure));
  return suggestions;
}

function halve(size: RiskFacts["change"]): RiskFacts["change"] {
  const half = (value: number | null) => value && Math.ceil(value / 2);
  return {
    ...size,
    files: half(size.files),
    folders: half(size.folders),
    linesAdded: half(size.linesAdded),
    linesRemoved: half(size.linesRemoved),
    linesBefore: half(size.linesBefore),
  };
}

function toLook({ kind, id, number, version, reason }: PastFailure): [string, string, null, string] {
  const because = reason === null ? "" : `: ${reason}`;
  const href = kind === "deployment" ? `/deployments/${id}` : `/rollouts/${id}`;
  return [`failure-${id}`, `Look at ${kind} #${number} of ${version}, which failed${because}`, null, href];
}
