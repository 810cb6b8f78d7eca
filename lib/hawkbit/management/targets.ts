import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { removeTarget } from "#lib/hawkbit/management/delete-target.ts";
import { listDocument, setDocument, targetDocument } from "#lib/hawkbit/management/documents.ts";
import { createTargetsInput, updateTargetInput } from "#lib/hawkbit/management/input.ts";
import { listClauses } from "#lib/hawkbit/management/store-list.ts";
import { findSetRow, selectModulesOfSets } from "#lib/hawkbit/management/store-sets.ts";
import {
  findTarget,
  findTargetDevice,
  saveTarget,
  selectTargetPage,
  selectTargets,
  targetList,
  type TargetRow,
} from "#lib/hawkbit/management/store-targets.ts";
import { registerTarget, sealTargetToken } from "#lib/hawkbit/register-target.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { saveTargetToken } from "#lib/hawkbit/store-targets.ts";
import { decryptSecret } from "#lib/kernel/crypto.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes targets: all of them or, when one is refused, none. */
export async function createTargets(call: ManagementCall): Promise<HawkbitAnswer> {
  const { ctx, request, tenant, fleetId } = call;
  requirePermission(ctx.actor, "devices:write");
  const drafts = parseInput(createTargetsInput, await request.readJson());
  await inTransaction(ctx, async (tx) => {
    for (const { controllerId, name, description, securityToken } of drafts) {
      const id = await registerTarget(ctx, tx, {
        tenant,
        controllerId,
        fleetId,
        ...(name && { name }),
        ...(description && { description }),
        ...(securityToken && { targetToken: securityToken }),
      });
      if (id === null) throw new Refusal(409, `There already is a target ${controllerId}.`);
    }
  });
  const ids = drafts.map((draft) => draft.controllerId);
  const rows = new Map((await selectTargets(ctx.db, tenant, ids)).map((row) => [row.controllerId, row]));
  return {
    status: 201,
    json: await describe(
      call,
      ids.flatMap((id) => rows.get(id) ?? []),
    ),
  };
}

export async function getTarget(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "devices:read");
  const [document] = await describe(call, [await requireTarget(call, controllerId)]);
  return { status: 200, json: document };
}

export async function listTargets(call: ManagementCall): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "devices:read");
  const clauses = listClauses(request.query, targetList, ctx.clock.now());
  const { rows, total } = await selectTargetPage(ctx.db, tenant, clauses);
  return { status: 200, json: listDocument(await describe(call, rows), total) };
}

export async function updateTarget(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "devices:write");
  const { name, description, securityToken, requestAttributes } = parseInput(
    updateTargetInput,
    await request.readJson(),
  );
  await inTransaction(ctx, async (tx) => {
    const device = await findTarget(tx, tenant, controllerId);
    if (device === null) throw noSuchTarget(controllerId);
    await saveTarget(tx, device.id, {
      ...(name && { name }),
      ...(description != null && { description }),
      ...(requestAttributes != null && { wantsAttributes: requestAttributes }),
    });
    if (securityToken) await saveTargetToken(tx, device.id, sealTargetToken(ctx, device.id, securityToken));
    const data = { name: name ?? device.name, controllerId };
    const subject = { kind: "device" as const, id: device.id };
    recordEvent(ctx, tx, { type: securityToken ? "device_token_rotated" : "device_details_changed", subject, data });
  });
  return getTarget(call, controllerId);
}

export async function deleteTarget(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  const { ctx, tenant } = call;
  requirePermission(ctx.actor, "devices:write");
  await inTransaction(ctx, async (tx) => {
    const device = await findTargetDevice(tx, tenant, controllerId);
    if (device === null) throw noSuchTarget(controllerId);
    await removeTarget(ctx, tx, { ...device, tenant, controllerId });
  });
  return { status: 204 };
}

/** What the device said of itself, and nothing else. Without anything it is an empty object, so that scripts go on. */
export async function getAttributes(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "devices:read");
  const { attributes } = await requireTarget(call, controllerId);
  return { status: 200, json: attributes };
}

export async function getAssignedSet(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "devices:read");
  return answerSet(call, (await requireTarget(call, controllerId)).assignedSetId);
}

export async function getInstalledSet(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  requirePermission(call.ctx.actor, "devices:read");
  return answerSet(call, (await requireTarget(call, controllerId)).installedSetId);
}

async function answerSet({ ctx, tenant, root }: ManagementCall, setId: number | null): Promise<HawkbitAnswer> {
  const set = setId === null ? null : await findSetRow(ctx.db, tenant, setId);
  if (set === null) return { status: 204 };
  const modules = await selectModulesOfSets(ctx.db, [set.id]);
  return { status: 200, json: setDocument(root, set, modules.get(set.id) ?? []) };
}

export async function requireTarget({ ctx, tenant }: ManagementCall, controllerId: string): Promise<TargetRow> {
  const target = await findTarget(ctx.db, tenant, controllerId);
  if (target === null) throw noSuchTarget(controllerId);
  return target;
}

function noSuchTarget(controllerId: string): Refusal {
  return new Refusal(404, `There is no target ${controllerId}.`);
}

async function describe({ ctx, tenant, root }: ManagementCall, rows: readonly TargetRow[]): Promise<object[]> {
  const settings = await readSettings(ctx.db, ctx.config, tenant);
  const usualSeconds = settings.pollingSeconds ?? ctx.config.pollSeconds;
  const maySeeToken = mayDo(ctx.actor, "devices:write");
  return rows.map((row) =>
    targetDocument(root, row, {
      securityToken:
        maySeeToken && row.targetTokenSealed !== null
          ? decryptSecret(ctx.config, row.targetTokenSealed, `device:${row.id}`)
          : null,
      pollSeconds: row.pollSeconds ?? usualSeconds,
      overdueSeconds: settings.pollingOverdueSeconds,
      now: ctx.clock.now(),
    }),
  );
}
