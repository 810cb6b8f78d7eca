import { notSignedIn } from "#lib/access/require-permission.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requireAccess } from "#lib/updates/require-access.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import { reportInput } from "#lib/updates/input.ts";
import { isRegisteredDevice, mayKnow, saveOutcomeOfClient } from "#lib/updates/store-notifications.ts";
import { findProductOfClients, findVersionByText } from "#lib/updates/store-versions.ts";

/**
 * Takes down what became of an update, from clients that are no devices here and from devices alike. Repeated and late
 * reports are harmless: the first time of each outcome counts, and whoever has installed a version has not failed.
 */
export async function reportOutcome(ctx: Context, rawInput: unknown): Promise<{ accepted: true }> {
  const input = parseInput(reportInput, rawInput);
  const product = await findProductOfClients(ctx.db, input.productId ?? input.extensionId ?? "");
  if (product === null) throw notFound("product");
  const named = input.deviceId ?? input.clientId ?? "";
  const clientId = isUuid(named) ? named.toLowerCase() : named;
  requireAccess(ctx.actor, product, clientId);
  await requireNoOtherDevice(ctx, clientId);
  const version = await findVersionByText(ctx.db, product.id, input.version);
  // Of a version that was never offered a stranger learns nothing, and cannot keep its files from being replaced.
  const isToldOf =
    version !== null && (ctx.actor.kind !== "anonymous" || (await mayKnow(ctx.db, version.id, clientId)));
  if (!isToldOf) {
    throw invalidInput({ path: "version", message: `${product.slug} has no version ${input.version}.` });
  }
  await saveOutcomeOfClient(ctx.db, {
    productId: product.id,
    versionId: version.id,
    clientId,
    fromVersion: input.fromVersion ?? null,
    outcome: input.outcome,
    error: input.outcome === "failed" ? (input.error ?? null) : null,
    at: ctx.clock.now(),
  });
  return { accepted: true };
}

/** What a registered device runs is believed to nobody but itself. */
async function requireNoOtherDevice(ctx: Context, clientId: string): Promise<void> {
  if (ctx.actor.kind === "device" || !isUuid(clientId) || !(await isRegisteredDevice(ctx.db, clientId))) return;
  if (ctx.actor.kind === "anonymous") throw notSignedIn();
  throw new DomainError("FORBIDDEN", "A registered device reports for itself, with its own token.");
}
