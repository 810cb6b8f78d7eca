import { reachOf } from "#lib/access/rules/actor.ts";
import { giveProductToTeamsOf } from "#lib/access/teams/store.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Makes a new product one of its maker's teams, where the maker sees nothing else; others need no team for it. */
export async function giveToOwnTeams(ctx: Context, tx: Transaction, productId: string): Promise<void> {
  if (!reachOf(ctx.actor)?.productIds) return;
  const given = ctx.actor.kind === "user" ? await giveProductToTeamsOf(tx, ctx.actor.id, productId) : 0;
  if (given === 0) {
    throw new DomainError(
      "FORBIDDEN",
      "You would not see the new product: you are limited, and in no team. Ask for one.",
    );
  }
}
