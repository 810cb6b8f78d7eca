import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DELTA_TOOLS } from "#lib/updates/deltas/tools.ts";
import { chooseBases } from "#lib/updates/rules/delta-bases.ts";
import { fileLine } from "#lib/updates/rules/file-line.ts";
import { DELTA_FORMATS } from "#lib/updates/rules/formats.ts";
import {
  lockNewFulls,
  markConsidered,
  selectBaseCandidates,
  selectPackagedFiles,
  type NewFull,
} from "#lib/updates/store-bases.ts";
import { insertDeltas, type NewDelta } from "#lib/updates/store-packages.ts";

const FILES_PER_TURN = 50;
/** Below this a delta saves nothing that anybody would notice. */
const FILE_BYTES_MIN = 4_096;

/** Orders deltas to the files that came to a channel since the last time. */
export async function orderDeltas(ctx: Context): Promise<void> {
  const { versions } = ctx.config.deltas;
  let taken: number;
  do {
    taken = await inTransaction(ctx, async (tx) => {
      const fulls = await lockNewFulls(tx, FILES_PER_TURN);
      for (const full of fulls) await orderFor(ctx, tx, full, versions);
      await markConsidered(
        tx,
        fulls.map(({ id }) => id),
        ctx.clock.now(),
      );
      return fulls.length;
    });
  } while (taken === FILES_PER_TURN);
}

async function orderFor(ctx: Context, tx: Transaction, full: NewFull, lastCount: number): Promise<void> {
  if (full.size < FILE_BYTES_MIN || lastCount === 0) return;
  const candidates = await selectBaseCandidates(tx, full);
  const floorKeys = candidates.filter((version) => version.isFloor).map((version) => version.precedenceKey);
  const bases = chooseBases(full, candidates, { lastCount, floorKeys });
  const created = { releaseNotes: "", createdBy: toActorView(ctx.actor) };
  await insertDeltas(tx, await planDeltasFrom(tx, full, bases, created), ctx.clock.now());
}

/** The deltas to a file from the same file of other versions, one in each format. */
export async function planDeltasFrom(
  tx: Transaction,
  full: NewFull,
  bases: readonly { id: string; version: string }[],
  created: Pick<NewDelta, "releaseNotes" | "createdBy">,
): Promise<NewDelta[]> {
  const line = fileLine(full.fileName, full.version);
  const files = await selectPackagedFiles(
    tx,
    bases.map(({ id }) => id),
  );
  return bases.flatMap(({ id, version }) => {
    const base = files.find((file) => file.versionId === id && fileLine(file.fileName, version) === line);
    if (base === undefined || base.sha256 === full.sha256) return [];
    return DELTA_FORMATS.map((format) => ({
      productId: full.productId,
      fromVersionId: id,
      toVersionId: full.versionId,
      fileName: full.fileName,
      baseFileName: base.fileName,
      baseSha256: base.sha256,
      resultSize: full.size,
      resultSha256: full.sha256,
      format,
      pass: DELTA_TOOLS[format].levels.fast === null ? ("best" as const) : ("fast" as const),
      ...created,
    }));
  });
}
