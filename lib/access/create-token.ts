import { createTokenInput } from "#lib/access/input.ts";
import { makeToken } from "#lib/access/make-token.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { expandScopes } from "#lib/access/rules/scopes.ts";
import type { NewTokenView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** Makes an API token. The answer holds it in full, this once: only its hash is kept. */
export async function createToken(ctx: Context, rawInput: unknown): Promise<NewTokenView> {
  requirePermission(ctx.actor, "tokens:write");
  const { name, scopes, expiresAt = null } = parseInput(createTokenInput, rawInput);
  if (expiresAt && expiresAt <= ctx.clock.now()) {
    throw invalidInput({ path: "expiresAt", message: "The token would have expired already. Use a time to come." });
  }
  refuseMoreThanOwn(ctx, scopes);
  return makeToken(ctx, { name, scopes, expiresAt, token: newSecret("slp") });
}

/** A token must not open more than its maker may do. */
function refuseMoreThanOwn(ctx: Context, scopes: readonly string[]): void {
  const excess = [...expandScopes(scopes)].filter((scope) => !mayDo(ctx.actor, scope));
  if (excess.length === 0) return;
  throw new DomainError("FORBIDDEN", `You cannot grant what you do not have yourself: ${excess.join(", ")}.`);
}
