import type { ArtifactView } from "#lib/builds/view.ts";
import { compareDependencies } from "#lib/diffs/compare-dependencies.ts";
import { compareConfigFiles, compareFiles, type Compared, type FilePair, type Pair } from "#lib/diffs/open-pair.ts";
import { findSides, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { LineCounts } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { compareApiDocuments } from "#lib/risk/compare-api-documents.ts";
import { findConfigKeys } from "#lib/risk/find-config-keys.ts";
import type { ApiFacts, ChangeFacts } from "#lib/risk/rules/facts.ts";
import { tidyFacts } from "#lib/risk/rules/tidy.ts";
import { areaOf, folderOf, isMigration, spreadOf } from "#lib/risk/rules/paths.ts";

/** What is compared: two builds, or the files of two versions that have no builds. */
export type Sides = { kind: "builds"; pair: Pair } | { kind: "files"; pairs: FilePair[] };

/** More texts than these are not compared by lines while somebody waits. */
const TEXTS_MAX = 1_500;
const LINES_MILLIS_MAX = 20_000;

const UNKNOWN: Omit<ChangeFacts, "unknownBecause"> = {
  ...{ files: null, folders: null, areas: null, spread: null },
  ...{ linesAdded: null, linesRemoved: null, linesBefore: null },
  ...{ configKeys: null, dependencies: null, breakingDependencies: null, migrations: null },
  named: { configKeys: [], breakingDependencies: [], migrations: [] },
};

/** Says that nothing is known of a change, and why. */
export function unknownChange(because: string): { change: ChangeFacts; api: ApiFacts } {
  return { change: { ...UNKNOWN, unknownBecause: because }, api: { kind: "unknown", reason: because } };
}

/** Measures a change by comparing what was built. What cannot be compared is unknown, with the reason. */
export async function gatherChange(ctx: Context, sides: Sides): Promise<{ change: ChangeFacts; api: ApiFacts }> {
  const pairs = sides.kind === "builds" ? [sides.pair] : sides.pairs;
  const archives: Compared[] = [];
  for (const pair of pairs) {
    const compared = await compareFiles(ctx, pair);
    if (compared) archives.push(compared);
  }
  const records = sides.kind === "builds" ? [compareConfigFiles(sides.pair)] : [];
  const files = await measureFiles(ctx, archives);
  const recorded = sides.kind === "builds" ? await measureRecords(ctx, sides.pair, archives) : null;
  return tidyFacts({
    change: {
      ...UNKNOWN,
      ...files?.facts,
      ...recorded?.facts,
      named: { ...UNKNOWN.named, migrations: files?.migrations ?? [], ...recorded?.named },
      unknownBecause: files === null ? "There are no files of both sides to compare." : files.unknownBecause,
    },
    api: await compareApiDocuments(ctx, [...records, ...archives]),
  });
}

async function measureFiles(ctx: Context, archives: readonly Compared[]) {
  if (archives.length === 0) return null;
  const unreadable = archives.map(({ from, to }) => from.unreadable ?? to.unreadable).find((reason) => reason !== null);
  const changes = archives.flatMap((compared) => compared.changes.filter(isChanged));
  const paths = changes.map(({ path }) => path);
  const migrations = changes.filter(({ to, path }) => to !== null && isMigration(path)).map(({ path }) => path);
  const lines = await countLines(ctx, archives);
  const sum = (pick: (line: LineCounts) => number) =>
    lines === null ? null : lines.reduce((total, line) => total + pick(line), 0);
  return {
    facts: {
      files: changes.length,
      folders: new Set(paths.map(folderOf)).size,
      areas: new Set(paths.map(areaOf)).size,
      spread: lines && spreadOf(lines.map(({ added, removed }) => added + removed)),
      linesAdded: sum(({ added }) => added),
      linesRemoved: sum(({ removed }) => removed),
      linesBefore: sum(({ before }) => before),
      migrations: migrations.length,
    },
    migrations,
    unknownBecause: unreadable ?? (lines === null ? "The change is too large to be compared by lines." : null),
  };
}

/** Null where there is too much to compare. Binary files have no lines: they count as files alone. */
async function countLines(ctx: Context, archives: readonly Compared[]): Promise<LineCounts[] | null> {
  const texts = archives.flatMap((compared) =>
    compared.changes
      .filter((change) => isChanged(change) && change.isText && change.status !== "moved")
      .map((change) => {
        const { from, to } = findSides(compared.from, compared.to, change);
        return { from: from && compared.placeOf("from", from), to: to && compared.placeOf("to", to) };
      }),
  );
  if (texts.length > TEXTS_MAX) return null;
  if (texts.length === 0) return [];
  try {
    return await runJob(ctx, "countLines", texts, LINES_MILLIS_MAX);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "UNAVAILABLE") throw error;
    return null;
  }
}

async function measureRecords(ctx: Context, pair: Pair, archives: readonly Compared[]) {
  const configKeys = await findConfigKeys(ctx, pair, archives);
  const steps = (await compareDependencies(ctx, pair, archives[0] ?? null)).flatMap(({ changes }) => changes);
  const breaking = steps.filter(({ isBreaking }) => isBreaking);
  const isTold = archives.length > 0 || hasDependencies(pair.from) || hasDependencies(pair.to);
  return {
    facts: {
      configKeys: configKeys.length,
      dependencies: isTold ? steps.length : null,
      breakingDependencies: isTold ? breaking.length : null,
    },
    named: {
      configKeys,
      breakingDependencies: breaking.map(({ name, from, to }) => `${name} ${from ?? ""} to ${to ?? ""}`),
    },
  };
}

function hasDependencies({ dependencies }: ArtifactView): boolean {
  return dependencies.length > 0;
}

export function isChanged({ status }: EntryChange): boolean {
  return status !== "unchanged";
}
