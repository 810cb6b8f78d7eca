import { createTokenInput } from "#lib/access/input.ts";
import { makeToken } from "#lib/access/make-token.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo, reachOf } from "#lib/access/rules/actor.ts";
import { reachesProduct } from "#lib/access/rules/reach.ts";
import { expandScopes } from "#lib/access/rules/scopes.ts";
import { findUserRow } from "#lib/access/store-users.ts";
import { selectMissingProducts } from "#lib/access/teams/store-reach.ts";
import type { NewTokenView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret } from "#lib/kernel/crypto.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/**
 * Makes an API token, of the house or of a service account. The answer holds it in full, this once: only its hash is
 * kept.
 */
export async function createToken(ctx: Context, rawInput: unknown): Promise<NewTokenView> {
  requirePermission(ctx.actor, "tokens:write");
  const {
    name,
    scopes,
    expiresAt = null,
    productIds = [],
    serviceAccountId = null,
  } = parseInput(createTokenInput, rawInput);
  if (expiresAt && expiresAt <= ctx.clock.now()) {
    throw invalidInput({ path: "expiresAt", message: "The token would have expired already. Use a time to come." });
  }
  refuseMoreThanOwn(ctx, scopes);
  await requireProducts(ctx, productIds);
  if (serviceAccountId !== null) await requireServiceAccount(ctx, serviceAccountId);
  const token = newSecret("slp");
  return makeToken(ctx, { name, scopes, expiresAt, token, productIds: [...new Set(productIds)], serviceAccountId });
}

/** A token must not open more than its maker may do. */
function refuseMoreThanOwn(ctx: Context, scopes: readonly string[]): void {
  const excess = [...expandScopes(scopes)].filter((scope) => !mayDo(ctx.actor, scope));
  if (excess.length === 0) return;
  throw new DomainError("FORBIDDEN", `You cannot grant what you do not have yourself: ${excess.join(", ")}.`);
}

/** Nor reach what its maker does not: a token of one product cannot make one of all. */
async function requireProducts(ctx: Context, productIds: readonly string[]): Promise<void> {
  const reach = reachOf(ctx.actor);
  if (reach?.productIds && productIds.length === 0) {
    throw invalidInput({ path: "productIds", message: "Name the products: your own reach is limited to some." });
  }
  const missing = new Set(await selectMissingProducts(ctx.db, productIds));
  const unseen = productIds.findIndex((id) => missing.has(id) || !reachesProduct(reach, id));
  if (unseen >= 0) {
    throw invalidInput({ path: `productIds.${unseen}`, message: "There is no such product, or you may not see it." });
  }
}

async function requireServiceAccount(ctx: Context, id: string): Promise<void> {
  const account = await findUserRow(ctx.db, id);
  if (account?.kind !== "service") throw notFound("service account");
  if (account.disabledAt) throw new DomainError("CONFLICT", "This service account is disabled. Enable it first.");
}
