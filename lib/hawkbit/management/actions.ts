import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { quitByForce, requestStop } from "#lib/hawkbit/cancel-action.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { actionDocument, entryDocument, listDocument } from "#lib/hawkbit/management/documents.ts";
import { updateActionInput } from "#lib/hawkbit/management/input.ts";
import {
  actionList,
  entryList,
  findAction,
  saveForced,
  selectActionPage,
  selectEntryPage,
  type ActionRow,
} from "#lib/hawkbit/management/store-actions.ts";
import { listClauses } from "#lib/hawkbit/management/store-list.ts";
import { requireTarget } from "#lib/hawkbit/management/targets.ts";
import { parseInput } from "#lib/kernel/input.ts";

export interface ActionPlace {
  controllerId: string;
  actionId: number;
}

export async function listActions(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  const { ctx, request, root } = call;
  requirePermission(ctx.actor, "devices:read");
  const now = ctx.clock.now();
  const clauses = listClauses(request.query, actionList, now);
  const target = await requireTarget(call, controllerId);
  const { rows, total } = await selectActionPage(ctx.db, target.id, clauses);
  const content = rows.map((row) => actionDocument(root, row, now));
  return { status: 200, json: listDocument(content, total) };
}

export async function getAction(call: ManagementCall, place: ActionPlace): Promise<HawkbitAnswer> {
  const { ctx, root } = call;
  requirePermission(ctx.actor, "devices:read");
  const { action } = await requireAction(call, place);
  return { status: 200, json: actionDocument(root, action, ctx.clock.now()) };
}

/** The log of an action, the newest entry first. */
export async function listEntries(call: ManagementCall, place: ActionPlace): Promise<HawkbitAnswer> {
  const { ctx, request } = call;
  requirePermission(ctx.actor, "devices:read");
  const clauses = listClauses(request.query, entryList, ctx.clock.now());
  const { action } = await requireAction(call, place);
  const { rows, total } = await selectEntryPage(ctx.db, action.id, clauses);
  return { status: 200, json: listDocument(rows.map(entryDocument), total) };
}

/** Makes an action forced; nothing else can be changed of one. */
export async function updateAction(call: ManagementCall, place: ActionPlace): Promise<HawkbitAnswer> {
  const { ctx, request } = call;
  requirePermission(ctx.actor, "rollouts:write");
  parseInput(updateActionInput, await request.readJson());
  const { deviceId, action } = await requireAction(call, place);
  await inTransaction(ctx, (tx) => saveForced(tx, deviceId, action.id, ctx.clock.now()));
  return getAction(call, place);
}

/** Asks the device to stop; with force, ends what it was asked to stop before. */
export async function deleteAction(call: ManagementCall, place: ActionPlace): Promise<HawkbitAnswer> {
  const { ctx, request } = call;
  requirePermission(ctx.actor, "rollouts:write");
  const { deviceId, action } = await requireAction(call, place);
  const isForced = request.query.get("force")?.toLowerCase() === "true";
  const target = { deviceId, deviceName: action.targetName, actionId: action.id };
  const cancel = isForced ? quitByForce : requestStop;
  const outcome = await inTransaction(ctx, (tx) => cancel(ctx, tx, target));
  if (outcome === "unknown") throw noSuchAction(place);
  if (outcome === "done") return { status: 204 };
  throw new Refusal(
    405,
    isForced
      ? "Only an action that was asked to stop, and has not ended, can be quit by force."
      : "The action has ended, or was asked to stop before.",
  );
}

async function requireAction(
  call: ManagementCall,
  place: ActionPlace,
): Promise<{ deviceId: string; action: ActionRow }> {
  const { id: deviceId } = await requireTarget(call, place.controllerId);
  const action = await findAction(call.ctx.db, deviceId, place.actionId);
  if (action === null) throw noSuchAction(place);
  return { deviceId, action };
}

function noSuchAction({ controllerId, actionId }: ActionPlace): Refusal {
  return new Refusal(404, `The target ${controllerId} has no action ${actionId}.`);
}
