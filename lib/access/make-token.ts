import { findTokenOwner, insertToken, toTokenView, type TokenOwner } from "#lib/access/store-tokens.ts";
import type { NewTokenView } from "#lib/access/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

const PREFIX_LENGTH = 12;

export interface TokenDraft {
  name: string;
  scopes: readonly string[];
  expiresAt: Date | null;
  token: string;
  /** Empty for all that there are. */
  productIds?: readonly string[];
  serviceAccountId?: string | null;
}

/** Keeps the hash of a token, without asking for permission. The answer holds the token itself. */
export async function makeToken(ctx: Context, draft: TokenDraft): Promise<NewTokenView> {
  return inTransaction(ctx, async (tx) => {
    const { makerId, serviceAccountId } = await findMaker(ctx, tx);
    const row = await insertToken(tx, {
      name: draft.name,
      tokenHash: sha256(draft.token),
      prefix: draft.token.slice(0, PREFIX_LENGTH),
      scopes: [...new Set(draft.scopes)],
      productIds: [...(draft.productIds ?? [])],
      userId: draft.serviceAccountId ?? serviceAccountId,
      createdById: makerId,
      expiresAt: draft.expiresAt,
    });
    const view = toTokenView(row);
    recordEvent(ctx, tx, {
      type: "token_created",
      subject: { kind: "token", id: view.id },
      data: { name: view.name, scopes: view.scopes, expiresAt: view.expiresAt, productIds: view.productIds },
    });
    return { ...view, token: draft.token };
  });
}

/**
 * A token that a token made belongs to the same person or service account: somebody could be two by making one, or
 * outlive the end of their account.
 */
async function findMaker({ actor }: Context, tx: Transaction): Promise<TokenOwner> {
  if (actor.kind === "token") return findTokenOwner(tx, actor.id);
  return { makerId: actor.kind === "user" ? actor.id : null, serviceAccountId: null };
}
