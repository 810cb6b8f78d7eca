// What does an incident report say, from what the log tells?
import { countLeft, describeWhereabouts, type Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";

export interface TimelineEntry {
  /** RFC 3339 */
  at: string;
  text: string;
  cause: string | null;
  by: string | null;
}

export interface ReportFacts {
  number: number;
  product: string;
  environment: string | null;
  from: string;
  to: string;
  reason: string;
  /** What called for it, where it began by itself. */
  evidence: string | null;
  isAutomatic: boolean;
  isForced: boolean;
  brokeGlass: boolean;
  status: string;
  startedAt: string;
  endedAt: string | null;
  whereabouts: Whereabouts | null;
}

/** The parts that people may write themselves; null: as they are generated. */
export interface WrittenParts {
  summary: string | null;
  cause: string | null;
  actions: string | null;
}

export type ReportParts = { [Part in keyof WrittenParts]: string };

/** Completes what people wrote by what is known. */
export function writeParts(facts: ReportFacts, written: WrittenParts): ReportParts {
  return {
    summary: written.summary ?? summarize(facts),
    cause: written.cause ?? tellCause(facts),
    actions: written.actions ?? listActions(facts),
  };
}

function summarize(facts: ReportFacts): string {
  const { product, environment, from, to, status, whereabouts, isAutomatic } = facts;
  const place = environment === null ? "everywhere" : `in ${environment}`;
  const how = isAutomatic ? "by itself" : "by hand";
  const left = whereabouts === null ? "" : ` ${describeWhereabouts(whereabouts, from)}`;
  return `${product} ${from} was taken back to ${to} ${place}, ${how}. ${endings[status] ?? "It is under way."}${left}`;
}

const endings: Record<string, string> = {
  completed: "The rollback is completed.",
  failed: "The rollback was given up half-way.",
  cancelled: "The rollback was cancelled.",
  needsDecision: "The rollback stands half-way.",
};

function tellCause({ reason, evidence, from }: ReportFacts): string {
  const what = evidence ?? reason;
  return `${what.replace(/[.\s]+$/, "")}. What made ${from} do this is not known here: add it.`;
}

function listActions({ from, to, isForced, brokeGlass, whereabouts, status }: ReportFacts): string {
  const left = whereabouts === null ? 0 : countLeft(whereabouts);
  return [
    `- ${from} is held: release it, or ship another version, once the cause is found.`,
    ...(status === "completed" ? [`- Devices run ${to}.`] : []),
    ...(left > 0 ? [`- ${left} devices still run ${from}: see to them one by one.`] : []),
    ...(isForced ? ["- It was forced past a safety check: look whether that did harm."] : []),
    ...(brokeGlass ? ["- It was carried out without its approvals: look at it together."] : []),
  ].join("\n");
}

/** Writes a report in Markdown. */
export function writeMarkdown(
  title: string,
  facts: ReportFacts,
  parts: ReportParts,
  {
    timeline,
    failed,
  }: { timeline: readonly TimelineEntry[]; failed: readonly { name: string; reason: string | null }[] },
): string {
  const { whereabouts, startedAt, endedAt } = facts;
  const rows = timeline.map(
    ({ at, text, cause, by }) => `| ${at} | ${cell(cause === null ? text : `${text}: ${cause}`)} | ${cell(by ?? "")} |`,
  );
  const counts =
    whereabouts === null
      ? "Nothing was done yet."
      : `${whereabouts.total} in all: ${whereabouts.back} back, ${whereabouts.failed} failed, ${whereabouts.unreachable} not heard from, ${whereabouts.untouched + whereabouts.underWay} not asked or on their way.`;
  const devices = failed.map(({ name, reason }) => `- ${cell(name)}${reason === null ? "" : `: ${cell(reason)}`}`);
  return [
    `# ${title}`,
    parts.summary,
    `Began ${startedAt}${endedAt === null ? ", and is not over" : `, ended ${endedAt}`}.`,
    "## Cause",
    parts.cause,
    "## Affected devices",
    [counts, ...(devices.length > 0 ? ["", ...devices] : [])].join("\n"),
    "## Actions",
    parts.actions,
    "## Timeline",
    ["| time | what | who |", "| --- | --- | --- |", ...rows].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}

/** A text of others stays in its cell. */
function cell(text: string): string {
  return text
    .replaceAll("|", String.raw`\|`)
    .replaceAll(/\s+/g, " ")
    .trim();
}
