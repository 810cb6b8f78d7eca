import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { environmentIdInput } from "#lib/environments/input.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import { findEnvironmentRow, holdRow, type EnvironmentRecord } from "#lib/environments/store.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads one environment by its id or slug. Throws NOT_FOUND. */
export async function getEnvironment(ctx: Context, rawInput: unknown): Promise<EnvironmentView> {
  requirePermission(ctx.actor, "environments:read");
  const { environmentId } = parseInput(environmentIdInput, rawInput);
  return showEnvironment(ctx, ctx.db, await requireEnvironment(ctx.db, environmentId));
}

/** Finds one by its id, archived or not, or by the slug of one in use. Asks for no permission. */
export async function findEnvironment(db: Queryable, idOrSlug: string): Promise<EnvironmentRecord | null> {
  return findEnvironmentRow(db, idOrSlug);
}

/** The same. Throws NOT_FOUND. */
export async function requireEnvironment(db: Queryable, idOrSlug: string): Promise<EnvironmentRecord> {
  const environment = await findEnvironmentRow(db, idOrSlug);
  if (!environment) throw notFound("environment");
  return environment;
}

/**
 * Finds one that something is about to need, and keeps it from being archived until the transaction is over. Throws
 * NOT_FOUND, and WRONG_STATE for an archived one.
 */
export async function holdEnvironment(tx: Transaction, idOrSlug: string): Promise<EnvironmentRecord> {
  const { id } = await requireEnvironment(tx, idOrSlug);
  await holdRow(tx, id);
  const environment = await requireEnvironment(tx, id);
  if (environment.archivedAt !== null) {
    throw new DomainError("WRONG_STATE", `The environment ${environment.slug} is archived: nothing is deployed to it.`);
  }
  return environment;
}
