import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { deprecateVersionInput } from "#lib/products/input.ts";
import { findVersionId, lockVersionRow, saveDeprecation } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/**
 * Takes a version out of everything that is offered, from the commit on. Doing it again changes reason and replacement.
 * Rollouts of it that are under way are paused by the orchestrator, which hears of the event.
 */
export async function deprecateVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { versionId, reason, replacement } = parseInput(deprecateVersionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const version = await lockVersionRow(tx, versionId);
    if (!version) throw notFound("version");
    const successor = replacement ? await findReplacement(tx, version, replacement) : null;
    await saveDeprecation(tx, version, {
      reason,
      at: ctx.clock.now().toISOString(),
      by: toActorView(ctx.actor),
      replacementId: successor?.id ?? null,
    });
    recordEvent(ctx, tx, {
      type: "version_deprecated",
      subject: { kind: "version", id: versionId },
      productId: version.productId,
      data: { version: version.version, reason, replacement: successor?.version ?? null },
    });
    return requireVersion(tx, versionId);
  });
}

async function findReplacement(tx: Transaction, version: VersionView, replacement: string): Promise<VersionView> {
  const id = await findVersionId(tx, version.productId, replacement);
  if (id === null) throw badReplacement(`The product has no version ${replacement}.`);
  if (id === version.id) throw badReplacement("A version cannot take its own place.");
  const successor = await requireVersion(tx, id);
  if (successor.isDeprecated) throw badReplacement(`${successor.version} is deprecated itself.`);
  return successor;
}

function badReplacement(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { errors: [{ path: "replacement", message }] });
}
