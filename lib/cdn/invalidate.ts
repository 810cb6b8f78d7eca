import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { invalidateFileInput, invalidatePathsInput } from "#lib/cdn/input.ts";
import { matchesPath } from "#lib/cdn/rules/purge-path.ts";
import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import { stepPlaces } from "#lib/cdn/store-distributions.ts";
import { findAddressedFile } from "#lib/cdn/store-files.ts";
import { insertInvalidations } from "#lib/cdn/store-invalidations.ts";
import { selectEnabledNames, selectRegionsByName } from "#lib/cdn/store-regions.ts";
import { toInvalidationView, type InvalidationView } from "#lib/cdn/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

export interface Invalidations {
  items: InvalidationView[];
}

/** Has caches forget a file, or other paths on its account. Carried out in the background; nothing where there is no cache. */
export async function invalidateFile(ctx: Context, rawInput: unknown): Promise<Invalidations> {
  requirePermission(ctx.actor, "versions:write");
  const { fileId, paths, regions } = parseInput(invalidateFileInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const file = await findAddressedFile(tx, fileId);
    if (!file) throw notFound("file");
    const own = fileAddress(file);
    const wanted = {
      fileId,
      fileName: file.fileName,
      paths: paths ?? [own],
      regions: await chooseRegions(tx, regions),
    };
    if (wanted.paths.some((path) => matchesPath(path, own))) {
      await stepPlaces(tx, { fileId, regions: wanted.regions, step: "invalidate" }, ctx.clock.now());
    }
    return request(ctx, tx, wanted);
  });
}

/** Has caches forget paths, whatever lies there. */
export async function invalidatePaths(ctx: Context, rawInput: unknown): Promise<Invalidations> {
  requirePermission(ctx.actor, "versions:write");
  const { paths, regions } = parseInput(invalidatePathsInput, rawInput);

  return inTransaction(ctx, async (tx) =>
    request(ctx, tx, { fileId: null, fileName: null, paths, regions: await chooseRegions(tx, regions) }),
  );
}

interface Wanted {
  fileId: string | null;
  fileName: string | null;
  paths: readonly string[];
  regions: readonly string[];
}

async function request(
  ctx: Context,
  tx: Transaction,
  { fileId, fileName, paths, regions }: Wanted,
): Promise<Invalidations> {
  const requestedBy = toActorView(ctx.actor);
  const records = await insertInvalidations(
    tx,
    regions.map((region) => ({ region, fileId, paths, requestedBy })),
    ctx.clock.now(),
  );
  for (const { region } of records) {
    recordEvent(ctx, tx, {
      type: "cdn_invalidation_requested",
      subject: { kind: "region", id: region },
      data: { region, paths, ...(fileId !== null && { fileId, file: fileName }) },
    });
  }
  return { items: records.map(toInvalidationView) };
}

/** The regions that were named, or all that are on. Throws where one of those named is not there or off. */
async function chooseRegions(tx: Transaction, named: readonly string[] | undefined): Promise<string[]> {
  if (named === undefined) return selectEnabledNames(tx);
  // This server remembers nothing that it could forget.
  const asked = named.filter((name) => name !== ORIGIN_REGION);
  const records = await selectRegionsByName(tx, asked);
  const unknown = asked.find((name) => !records.some((record) => record.name === name));
  if (unknown !== undefined) throw invalidInput({ path: "regions", message: `There is no region ${unknown}.` });
  const off = records.find(({ enabled }) => !enabled);
  if (!off) return asked;
  throw new DomainError("WRONG_STATE", `The region ${off.name} is off, so it is asked nothing. Switch it on first.`, {
    allowedStates: ["on"],
  });
}
