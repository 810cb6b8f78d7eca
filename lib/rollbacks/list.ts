import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listPlanDevicesInput, listPlansInput } from "#lib/rollbacks/input.ts";
import { findNewestExecution } from "#lib/rollbacks/store-executions.ts";
import { selectPlacedDevices } from "#lib/rollbacks/store-progress.ts";
import { requirePlan, selectPlanPage } from "#lib/rollbacks/store.ts";
import { toPlanSummary, type PlanDeviceView, type PlanSummary } from "#lib/rollbacks/view.ts";

const byTime = z.tuple([z.iso.datetime(), z.uuid()]);
const byName = z.tuple([z.string(), z.uuid()]);

/** Lists rollback plans, the newest first. */
export async function listRollbackPlans(ctx: Context, rawInput: unknown): Promise<Page<PlanSummary>> {
  requirePermission(ctx.actor, "rollbacks:read");
  const input = parseInput(listPlansInput, rawInput);
  const after = decodeCursor(input.cursor, byTime);
  const plans = await selectPlanPage(ctx.db, input, { after, reach: reachOf(ctx.actor) });
  return toPage(plans, input.limit, toPlanSummary, ({ createdAt, id }) => [createdAt.toISOString(), id]);
}

/** Lists the devices that a plan is about, and where each stands. */
export async function listRollbackDevices(ctx: Context, rawInput: unknown): Promise<Page<PlanDeviceView>> {
  requirePermission(ctx.actor, "rollbacks:read");
  requirePermission(ctx.actor, "devices:read");
  const { planId, placement, limit, cursor } = parseInput(listPlanDevicesInput, rawInput);
  const { content } = await requirePlan(ctx.db, planId);
  const execution = await findNewestExecution(ctx.db, planId);
  const { product, deviceFilter, from, to } = content;
  const plan = { product, deviceFilter, from, to, executionId: execution?.id ?? null };
  const query = { placement, after: decodeCursor(cursor, byName), limit };
  const devices = await selectPlacedDevices(ctx.db, plan, query, freshnessOf(ctx));
  return toPage(
    devices,
    limit,
    (device) => ({ ...device, lastSeenAt: device.lastSeenAt?.toISOString() ?? null }),
    ({ name, id }) => [name, id],
  );
}
