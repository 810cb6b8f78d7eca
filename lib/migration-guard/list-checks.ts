import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { checkIdInput, listChecksInput } from "#lib/migration-guard/input.ts";
import { requireDatabase } from "#lib/migration-guard/list-databases.ts";
import { findCheck, selectChecks } from "#lib/migration-guard/store-checks.ts";
import type { CheckSummary, CheckView } from "#lib/migration-guard/view.ts";

const timeCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through what was asked about a database, the newest first. */
export async function listChecks(ctx: Context, rawInput: unknown): Promise<Page<CheckSummary>> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { databaseId, limit, cursor } = parseInput(listChecksInput, rawInput);
  await requireDatabase(ctx.db, databaseId);
  const rows = await selectChecks(ctx.db, { databaseId, after: decodeCursor(cursor, timeCursor), limit });
  return toPage(
    rows,
    limit,
    (row) => row,
    ({ at, id }) => [at, id],
  );
}

export async function getCheck(ctx: Context, rawInput: unknown): Promise<CheckView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { databaseId, checkId } = parseInput(checkIdInput, rawInput);
  const check = await findCheck(ctx.db, databaseId, checkId);
  if (check === null) throw notFound("check");
  return check;
}
