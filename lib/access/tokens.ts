import { z } from "zod";
import { createTokenInput, listTokensInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { expandScopes } from "#lib/access/rules/scopes.ts";
import { toTokenView } from "#lib/access/store.ts";
import type { TokenView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const PREFIX_LENGTH = 12;

/** Makes an API token. The answer holds it in full, this once: only its hash is kept. */
export async function createToken(ctx: Context, rawInput: unknown): Promise<TokenView & { token: string }> {
  requirePermission(ctx.actor, "tokens:write");
  const input = parseInput(createTokenInput, rawInput);
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt && expiresAt <= ctx.clock.now()) {
    throw invalidInput({ path: "expiresAt", message: "The token would have expired already. Use a time to come." });
  }
  refuseMoreThanOwn(ctx, input.scopes);
  return insertToken(ctx, { ...input, expiresAt, token: newSecret("slp") });
}

/** Turns the token named by the environment into an API token with every scope, the first time it is seen. */
export async function ensureBootstrapToken(ctx: Context, token: string): Promise<boolean> {
  requirePermission(ctx.actor, "tokens:write");
  const tokenHash = Uint8Array.from(sha256(token));
  if (await ctx.db.apiToken.findUnique({ where: { tokenHash } })) return false;
  await insertToken(ctx, { name: "bootstrap", scopes: ["admin"], expiresAt: null, token });
  return true;
}

export async function listTokens(ctx: Context, rawInput: unknown): Promise<Page<TokenView>> {
  requirePermission(ctx.actor, "tokens:read");
  const input = parseInput(listTokensInput, rawInput);
  const after = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  const rows = await ctx.db.apiToken.findMany({
    where: after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : undefined,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, toTokenView, (row) => [row.createdAt.toISOString(), row.id]);
}

/** Ends a token at once. Ending it again changes nothing. */
export async function revokeToken(ctx: Context, rawInput: unknown): Promise<TokenView> {
  requirePermission(ctx.actor, "tokens:write");
  const { tokenId } = parseInput(z.strictObject({ tokenId: z.uuid() }), rawInput);
  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const revoked = await tx.apiToken.updateMany({ where: { id: tokenId, revokedAt: null }, data: { revokedAt: now } });
    const row = await tx.apiToken.findUnique({ where: { id: tokenId } });
    if (!row) throw notFound("token");
    if (revoked.count > 0) {
      recordEvent(ctx, tx, { type: "token_revoked", subject: { kind: "token", id: row.id }, data: { name: row.name } });
    }
    return toTokenView(row);
  });
}

/** A token must not open more than its maker may do. */
function refuseMoreThanOwn(ctx: Context, scopes: readonly string[]): void {
  const excess = [...expandScopes(scopes)].filter((scope) => !mayDo(ctx.actor, scope));
  if (excess.length === 0) return;
  throw new DomainError("FORBIDDEN", `You cannot grant what you do not have yourself: ${excess.join(", ")}.`);
}

interface NewToken {
  name: string;
  scopes: string[];
  expiresAt: Date | null;
  token: string;
}

function insertToken(ctx: Context, input: NewToken): Promise<TokenView & { token: string }> {
  return inTransaction(ctx, async (tx) => {
    const row = await tx.apiToken.create({
      data: {
        name: input.name,
        tokenHash: Uint8Array.from(sha256(input.token)),
        prefix: input.token.slice(0, PREFIX_LENGTH),
        scopes: [...new Set(input.scopes)],
        createdById: ctx.actor.kind === "user" ? ctx.actor.id : null,
        expiresAt: input.expiresAt,
      },
    });
    recordEvent(ctx, tx, {
      type: "token_created",
      subject: { kind: "token", id: row.id },
      data: { name: row.name, scopes: row.scopes, expiresAt: row.expiresAt?.toISOString() ?? null },
    });
    return { ...toTokenView(row), token: input.token };
  });
}
