import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listDeploymentsInput } from "#lib/deployments/input.ts";
import { selectPage, sortValueOf } from "#lib/deployments/store-list.ts";
import { toSummary, type DeploymentSummary } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

/** Only what the columns can hold: a cursor is opaque, and may come from anybody all the same. */
const time = z.iso.datetime().refine((text) => !text.startsWith("0000"));
const byTime = z.tuple([time, z.int32()]);
const byNumber = z.tuple([z.int32(), z.int32()]);

/** Lists deployments, the newest first unless asked otherwise. */
export async function listDeployments(ctx: Context, rawInput: unknown): Promise<Page<DeploymentSummary>> {
  requirePermission(ctx.actor, "deployments:read");
  const input = parseInput(listDeploymentsInput, rawInput);
  const after = input.sort.endsWith("number")
    ? decodeCursor(input.cursor, byNumber)
    : decodeCursor(input.cursor, byTime);
  const records = await selectPage(ctx.db, input, { after, reach: reachOf(ctx.actor) });
  return toPage(records, input.limit, toSummary, (record) => [sortValueOf(record, input.sort), record.number]);
}
