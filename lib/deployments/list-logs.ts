import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listHistoryInput, listLogsInput } from "#lib/deployments/input.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import { selectLogs } from "#lib/deployments/store-list.ts";
import type { DeploymentEntryView, DeploymentLogView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { selectEntries } from "#lib/stages/store-database.ts";

const byId = z.tuple([z.int()]);

/** Lists the lines that a deployment's stages and the people who acted on it left. */
export async function listDeploymentLogs(ctx: Context, rawInput: unknown): Promise<Page<DeploymentLogView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, ...input } = parseInput(listLogsInput, rawInput);
  await requireDeployment(ctx.db, input.deploymentId);
  const after = decodeCursor(cursor, byId)?.[0] ?? null;
  const lines = await selectLogs(ctx.db, { ...input, after });
  return toPage(
    lines,
    input.limit,
    (line) => line,
    ({ id }) => [id],
  );
}

/** Lists what a deployment's machine went through, the oldest first. */
export async function listDeploymentHistory(ctx: Context, rawInput: unknown): Promise<Page<DeploymentEntryView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, deploymentId, limit } = parseInput(listHistoryInput, rawInput);
  const { machine } = await requireDeployment(ctx.db, deploymentId);
  const after = decodeCursor(cursor, byId)?.[0] ?? 0;
  const entries = await selectEntries(ctx.db, machine.id, { after, limit: limit + 1 });
  return toPage(
    entries,
    limit,
    (entry) => ({ ...entry, at: entry.at.toISOString() }),
    ({ id }) => [id],
  );
}
