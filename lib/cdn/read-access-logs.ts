import { open } from "node:fs/promises";
import { fingerprintOf, readPiece } from "#lib/cdn/read-log.ts";
import { findRegion } from "#lib/cdn/store-regions.ts";
import { findLogPlace } from "#lib/cdn/store-stats.ts";
import { countPiece } from "#lib/cdn/take-log.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Reads on in the access logs that the configuration names (CDN_ACCESS_LOGS). One that cannot be read is noted. */
export async function readAccessLogs(ctx: Context): Promise<void> {
  for (const { region, file } of ctx.config.cdnAccessLogs) {
    try {
      await readOn(ctx, region, file);
    } catch (error) {
      ctx.log.warn(
        { err: error, region, file },
        "The access log could not be read; it is tried again in the next round.",
      );
    }
  }
}

async function readOn(ctx: Context, name: string, file: string): Promise<void> {
  const region = await findRegion(ctx.db, name);
  if (!region) {
    ctx.log.warn({ region: name, file }, "CDN_ACCESS_LOGS names a region that is not there.");
    return;
  }
  const log = await open(file);
  try {
    const fingerprint = await fingerprintOf(log);
    if (fingerprint === null) return;
    let offset = await findLogPlace(ctx.db, name, fingerprint);
    for (;;) {
      const piece = await readPiece(log, offset);
      const taken = await countPiece(ctx, {
        region: name,
        baseUrl: region.baseUrl,
        fingerprint,
        offset,
        format: "combined",
        piece,
      });
      if (taken.offset === offset) return;
      offset = taken.offset;
    }
  } finally {
    await log.close();
  }
}
