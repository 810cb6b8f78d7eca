import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { createVersionInput } from "#lib/products/input.ts";
import { defaultChannels } from "#lib/products/rules/channel.ts";
import { isPrerelease, parseVersion } from "#lib/products/rules/semver.ts";
import { channelNames, insertPromotions } from "#lib/products/store-channels.ts";
import { lockDigest } from "#lib/products/store-offers.ts";
import { findVersionRow, insertVersion } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/**
 * Creates a version of a product and promotes it to the channels that were named, or that fit it. CONFLICT where the
 * product has it already.
 */
export async function createVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:write");
  const { productId, extensionId, channels, ...input } = parseInput(createVersionInput, rawInput);
  const version = parseVersion(input.version);
  if (!version) throw new DomainError("INVALID_INPUT", `${input.version} is not a SemVer 2.0.0 version.`);

  return inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId ?? extensionId ?? "");
    const isStable = input.isStable ?? !isPrerelease(version);
    const known = await channelNames(tx, product.id);
    refuseUnknown(channels ?? [], known);
    const id = await insertVersion(tx, {
      ...input,
      productId: product.id,
      version,
      digest: input.digest ?? null,
      isStable,
      releasedAt: input.releasedAt ?? ctx.clock.now(),
      releasedBy: toActorView(ctx.actor),
    });
    if (id === null) {
      throw new DomainError("CONFLICT", `The product ${product.slug} already has the version ${version.version}.`);
    }
    if (input.digest !== undefined) await lockDigest(tx, product.id, input.digest);
    const promotedTo = await promoteTo(
      ctx,
      tx,
      id,
      channels ?? defaultChannels(version, { isStable, channels: known }),
    );
    recordEvent(ctx, tx, {
      type: "version_created",
      subject: { kind: "version", id },
      productId: product.id,
      data: { product: product.slug, version: version.version, digest: input.digest ?? null, channels: promotedTo },
    });
    const created = await findVersionRow(tx, id);
    if (!created) throw notFound("version");
    return created;
  });
}

function refuseUnknown(wanted: readonly string[], known: readonly string[]): void {
  const errors = wanted.flatMap((name, index) =>
    known.includes(name) ? [] : [{ path: `channels.${index}`, message: `The product has no channel ${name}.` }],
  );
  if (errors[0]) throw new DomainError("INVALID_INPUT", errors[0].message, { errors });
}

async function promoteTo(ctx: Context, tx: Transaction, versionId: string, channels: string[]): Promise<string[]> {
  if (channels.length === 0) return [];
  return insertPromotions(tx, { versionId, channels }, toActorView(ctx.actor), ctx.clock.now());
}
