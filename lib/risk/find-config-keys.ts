import { openEnvironment } from "#lib/builds/seal.ts";
import { compareConfigFiles, type Compared, type Pair } from "#lib/diffs/open-pair.ts";
import { isApiDocument } from "#lib/diffs/rules/api-documents.ts";
import { findSides, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import { compareEnvironments } from "#lib/diffs/rules/environment-diff.ts";
import { DATA_BYTES_MAX, dataFormatOf } from "#lib/diffs/rules/structure-diff.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { isConfiguration } from "#lib/risk/rules/paths.ts";

const FILES_MAX = 50;
/** Of all files together: what is not compared by then counts as one key, so that hostile files cannot hold a request up. */
const MILLIS_MAX = 15_000;

/**
 * Names the configuration keys that came, went or changed: in the files that the builds' records hold, in files of the
 * archives that are called like configuration, and among environment variables, of which no value is looked at twice.
 */
export async function findConfigKeys(ctx: Context, pair: Pair, archives: readonly Compared[]): Promise<string[]> {
  const records = compareConfigFiles(pair);
  const changed = [
    ...records.changes.filter(({ path }) => !isApiDocument(path)).map((change) => ({ change, compared: records })),
    ...archives.flatMap((compared) =>
      compared.changes.filter(({ path }) => isConfiguration(path)).map((change) => ({ change, compared })),
    ),
  ].filter(({ change }) => change.status !== "unchanged" && change.status !== "moved" && change.isText);
  const keys = await namesOfVariables(ctx, pair);
  const endsAt = performance.now() + MILLIS_MAX;
  for (const { change, compared } of changed.slice(0, FILES_MAX)) {
    const left = Math.ceil(endsAt - performance.now());
    keys.push(...(left > 0 ? await keysOf(ctx, compared, change, left) : [change.path]));
  }
  keys.push(...changed.slice(FILES_MAX).map(({ change }) => change.path));
  return [...new Set(keys)];
}

async function namesOfVariables(ctx: Context, { from, to }: Pair): Promise<string[]> {
  try {
    const [left, right] = [await openEnvironment(ctx, ctx.db, from.id), await openEnvironment(ctx, ctx.db, to.id)];
    return compareEnvironments(left, right).flatMap(({ name, status }) => (status === "unchanged" ? [] : [name]));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "UNAVAILABLE") throw error;
    // The key to the values is gone; their names still tell which came and went.
    const isIn = ({ environment }: Pair["from"]) => {
      const names = new Set(environment.map(({ name }) => name));
      return (name: string) => names.has(name);
    };
    const [inFrom, inTo] = [isIn(from), isIn(to)];
    const names = [...from.environment, ...to.environment].map(({ name }) => name);
    return names.filter((name) => inFrom(name) !== inTo(name));
  }
}

/** A file that is no document of keys, or that came or went whole, counts as one key: itself. */
async function keysOf(ctx: Context, compared: Compared, change: EntryChange, millisMax: number): Promise<string[]> {
  const { from, to } = findSides(compared.from, compared.to, change);
  const format = dataFormatOf(change.path);
  if (!from || !to || !format || Math.max(from.size, to.size) > DATA_BYTES_MAX) return [change.path];
  const places = { from: compared.placeOf("from", from), to: compared.placeOf("to", to) };
  try {
    const structure = await runJob(ctx, "compareStructures", { format, ...places }, millisMax);
    if (structure === null) return [change.path];
    return structure.changes.map(({ path }) => `${change.path}${path}`);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "UNAVAILABLE") throw error;
    return [change.path];
  }
}
