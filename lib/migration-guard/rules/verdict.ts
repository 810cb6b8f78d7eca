// May a migration be undone, and why not?
import type { EffectKind } from "#lib/migration-guard/rules/effects.ts";

export const verdicts = ["pass", "warn", "block"] as const;
export type Verdict = (typeof verdicts)[number];

export const countBases = ["exact", "atLeast", "estimate", "unknown"] as const;

/** How many rows, and how well that is known. */
export interface RowCount {
  rows: number;
  /** exact; at least, where counting was ended; what the planner believes; not at all. */
  basis: (typeof countBases)[number];
  /** Why it is not exact. */
  because?: string;
}

/** One thing that undoing would do to rows. Tables and columns are written as SQL names them. */
export interface Finding {
  kind: EffectKind;
  table: string;
  column?: string;
  constraint?: string;
  /** The columns that name the parent. */
  columns?: string[];
  parent?: string;
  count: RowCount;
  isAtMost: boolean;
  /** Keys of some of the rows, masked. */
  sample: string[];
}

export interface ActiveRelease {
  kind: "deployment" | "rollout";
  id: string;
  number: number;
  version: string;
  status: string;
}

/** What a database tells of the migrations that were run in it. */
export interface History {
  /** The table in which they are listed. */
  table: string;
  /** Of the named ones, those that are not listed there as done. */
  notApplied: string[];
  /** How many others came after the first of them. */
  later: number;
}

export interface Access {
  /** Of the server. */
  version: string;
  mayWrite: boolean;
  /** By what the role may write. */
  because: string[];
}

export interface Findings {
  effects: Finding[];
  /** How many effects are not kept, since nobody reads so many. */
  more: number;
  missing: string[];
  ambiguous: string[];
  cautions: string[];
  unread: string[];
  history: History | null;
  access: Access;
}

export interface Reason {
  verdict: Verdict;
  text: string;
}

export interface Judgement {
  verdict: Verdict;
  reasons: Reason[];
  /** In one sentence. */
  summary: string;
  /** It loses rows or values, leaves rows without their parents, or nobody knows. */
  isDestructive: boolean;
  orphans: number;
  rowsLost: number;
  valuesLost: number;
}

/** They leave rows behind that have no parent any more. */
const ORPHANING: ReadonlySet<EffectKind> = new Set(["parentDropped", "linkDropped", "linkCleared"]);
const LOSING: ReadonlySet<EffectKind> = new Set(["rowsLost", "rowsCascaded"]);

/** Judges what was found. What could not be counted is not taken for nothing. */
export function judge(findings: Findings, active: readonly ActiveRelease[]): Judgement {
  const { effects, missing, ambiguous, cautions, unread, history, access } = findings;
  const felt = effects.filter(({ count }) => mayBeRows(count));
  const warn = (text: string): Reason => ({ verdict: "warn", text });
  const block = (text: string): Reason => ({ verdict: "block", text });
  const reasons: Reason[] = [
    ...felt.map((finding) => block(describeFinding(finding))),
    ...ambiguous.map((step) => block(`It ${step}, and several schemas have one: name the schema.`)),
    ...active.map(describeActive),
    ...missing.map((step) => warn(`It ${step}, which is not there.`)),
    ...cautions.map(warn),
    ...unread.map((beginning) => warn(`Nobody looked at ${beginning}: it was not understood.`)),
    ...describeHistory(history),
    ...(access.mayWrite ? [warn(`The role may write: ${access.because.join("; ")}.`)] : []),
  ];
  const sum = (kinds: ReadonlySet<EffectKind>) =>
    felt.filter(({ kind }) => kinds.has(kind)).reduce((total, { count }) => total + count.rows, 0);
  const tally = { orphans: sum(ORPHANING), rowsLost: sum(LOSING), valuesLost: sum(new Set(["valuesLost"])) };
  const isDestructive = felt.length > 0 || ambiguous.length > 0;
  return {
    verdict: worst(reasons),
    reasons,
    summary: summarize(tally, reasons, isDestructive),
    isDestructive,
    ...tally,
  };
}

/** An estimate of nothing is none: who was never analyzed looks empty. */
export function mayBeRows({ rows, basis }: RowCount): boolean {
  return rows > 0 || basis === "estimate" || basis === "unknown";
}

const KEPT_MAX = 200;

/** Keeps of an answer what is read: those effects first that concern rows. Sums and verdict stay those of all. */
export function shorten(judgement: Judgement, found: Findings): { judgement: Judgement; found: Findings } {
  const effects = [...found.effects].sort(
    (left, right) => Number(mayBeRows(right.count)) - Number(mayBeRows(left.count)),
  );
  const more = Math.max(0, effects.length - KEPT_MAX);
  const beyond = judgement.reasons.length - KEPT_MAX;
  const rest: Reason[] = beyond > 0 ? [{ verdict: judgement.verdict, text: `And ${beyond} more reasons.` }] : [];
  return {
    judgement: { ...judgement, reasons: [...judgement.reasons.slice(0, KEPT_MAX), ...rest] },
    found: { ...found, effects: effects.slice(0, KEPT_MAX), more },
  };
}

function worst(reasons: readonly Reason[]): Verdict {
  return verdicts[Math.max(0, ...reasons.map(({ verdict }) => verdicts.indexOf(verdict)))] ?? "pass";
}

export function describeCount({ rows, basis }: RowCount): string {
  const number = rows.toLocaleString("en");
  switch (basis) {
    case "exact":
      return number;
    case "atLeast":
      return `at least ${number}`;
    case "estimate":
      return `about ${number}`;
    case "unknown":
      return "an unknown number of";
  }
}

interface Words {
  /** How many rows of which table. */
  rows: string;
  values: string;
  parent: string;
  by: string;
  column: string;
}

const sentences: Record<EffectKind, (words: Words) => string> = {
  rowsLost: ({ rows }) => `${rows} would be lost.`,
  rowsCascaded: ({ rows, parent, by }) => `${rows} would be deleted with those of ${parent} (${by}).`,
  valuesLost: ({ values }) => `${values} would be lost.`,
  parentDropped: ({ rows, parent, by }) => `${rows} would be left without a parent in ${parent} (${by}).`,
  linkDropped: ({ rows, parent, by }) => `${rows} would no longer say to which row of ${parent} they belong (${by}).`,
  linkCleared: ({ rows, parent, by }) => `${rows} would lose their parent in ${parent} (${by}).`,
  deleteRefused: ({ rows, parent, by }) => `It would fail, where rows refer to ${parent} (${by}): ${rows}.`,
  valuesMissing: ({ rows, column }) => `It would fail, where ${column} has no value: ${rows}.`,
};

/** Says what would become of rows. */
export function describeFinding({ kind, table, column = "", parent = "", constraint = "", ...rest }: Finding): string {
  const many = capital(`${rest.isAtMost ? "up to " : ""}${describeCount(rest.count)}`);
  const isOne = rest.count.rows === 1;
  return sentences[kind]({
    rows: `${many} ${isOne ? "row" : "rows"} of ${table}`,
    values: `${many} ${isOne ? "value" : "values"} of ${table}.${column}`,
    ...{ parent, column, by: constraint },
  });
}

const WAITING: ReadonlySet<string> = new Set(["queued", "pending", "scheduled", "paused"]);

function describeActive({ kind, number, version, status }: ActiveRelease): Reason {
  const noun = kind === "deployment" ? "Deployment" : "Rollout";
  const isWaiting = WAITING.has(status);
  const why = isWaiting ? "it may start while this goes on" : "it may read and write what would be dropped";
  return { verdict: isWaiting ? "warn" : "block", text: `${noun} #${number} of ${version} is ${status}: ${why}.` };
}

function describeHistory(history: History | null): Reason[] {
  if (history === null) return [];
  const reasons = history.notApplied.map((name) => `${history.table} does not list ${name} as done.`);
  if (history.later > 0) {
    const others = history.later === 1 ? "1 other migration" : `${history.later} other migrations`;
    reasons.push(`${others} came after it, and may build on it.`);
  }
  return reasons.map((text) => ({ verdict: "warn", text }));
}

type Tally = Pick<Judgement, "orphans" | "rowsLost" | "valuesLost">;

function summarize({ orphans, rowsLost, valuesLost }: Tally, reasons: readonly Reason[], isDestructive: boolean) {
  const parts = [
    ...(orphans > 0 ? [`leave ${counted(orphans, "row")} without a parent`] : []),
    ...(rowsLost > 0 ? [`lose ${counted(rowsLost, "row")}`] : []),
    ...(valuesLost > 0 ? [`lose ${counted(valuesLost, "value")}`] : []),
  ];
  if (parts.length > 0) return `Undoing it would ${parts.join(" and ")}.`;
  const blocking = reasons.find(({ verdict }) => verdict === "block");
  if (blocking) return isDestructive ? blocking.text : `Not now: ${blocking.text}`;
  return reasons.length > 0 ? "No row would be lost, but there is something to mind." : "No row would be lost.";
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
