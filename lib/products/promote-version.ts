import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { promoteVersionInput, withdrawVersionInput } from "#lib/products/input.ts";
import { deletePromotion, findChannel, insertPromotions } from "#lib/products/store-channels.ts";
import { findVersionId, lockVersionRow } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Promotes a version to a channel, whose followers are offered it where it is the newest. Twice changes nothing. */
export async function promoteVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { channelId, version: named } = parseInput(promoteVersionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const channel = await findChannel(tx, channelId);
    if (!channel) throw notFound("channel");
    const versionId = await findVersionId(tx, channel.productId, named);
    const version = versionId === null ? null : await lockVersionRow(tx, versionId);
    if (!version) {
      const message = `The product of this channel has no version ${named}.`;
      throw new DomainError("INVALID_INPUT", message, { errors: [{ path: "version", message }] });
    }
    if (version.isDeprecated) {
      throw new DomainError(
        "WRONG_STATE",
        `${version.version} is deprecated: restore it first, or promote another one.`,
      );
    }
    const promotion = { versionId: version.id, channels: [channel.name] };
    const promotedTo = await insertPromotions(tx, promotion, toActorView(ctx.actor), ctx.clock.now());
    if (promotedTo.length > 0) {
      recordEvent(ctx, tx, {
        type: "version_promoted",
        subject: { kind: "version", id: version.id },
        productId: version.productId,
        data: { version: version.version, channel: channel.name },
      });
    }
    return requireVersion(tx, version.id);
  });
}

/** Takes a version out of a channel, whose followers are offered the next older one. Twice changes nothing. */
export async function withdrawVersion(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "rollouts:write");
  const { channelId, versionId } = parseInput(withdrawVersionInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const channel = await findChannel(tx, channelId);
    const version = channel && (await lockVersionRow(tx, versionId));
    if (!channel) throw notFound("channel");
    if (version?.productId !== channel.productId) throw notFound("version");
    if (!(await deletePromotion(tx, channelId, versionId))) return;
    recordEvent(ctx, tx, {
      type: "version_withdrawn",
      subject: { kind: "version", id: versionId },
      productId: version.productId,
      data: { version: version.version, channel: channel.name },
    });
  });
}
