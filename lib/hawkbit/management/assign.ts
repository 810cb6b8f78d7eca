import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import { endCancelled } from "#lib/hawkbit/end-cancelled.ts";
import { Refusal } from "#lib/hawkbit/management/call.ts";
import type { AssignmentWish } from "#lib/hawkbit/management/input.ts";
import { noSuchSet } from "#lib/hawkbit/management/sets.ts";
import {
  countActions,
  insertAssignments,
  lockOpenActions,
  queueAssignments,
  saveInstalledAlready,
  type NewAssignment,
} from "#lib/hawkbit/management/store-assignments.ts";
import { lockModules } from "#lib/hawkbit/management/store-modules.ts";
import { lockSet, saveSetLock, selectModulesOfSets, type SetRow } from "#lib/hawkbit/management/store-sets.ts";
import { selectTargets } from "#lib/hawkbit/management/store-targets.ts";
import { isComplete } from "#lib/hawkbit/rules/sets.ts";
import { readForceType } from "#lib/hawkbit/rules/vocabulary.ts";
import { readWindow, windowState, type MaintenanceWindow } from "#lib/hawkbit/rules/window.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { addServerEntries, saveStopRequests } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface AssignmentCounts {
  assigned: number;
  alreadyAssigned: number;
  total: number;
  assignedActions: { id: number }[];
}

interface Assignment {
  tenant: string;
  setId: number;
  wishes: readonly AssignmentWish[];
  /** The devices have it already: nothing is offered. */
  isOffline: boolean;
}

/** hawkBit's own bounds. */
const TARGETS_MAX = 5_000;
const ACTIONS_PER_TARGET_MAX = 2_000;
/** One event tells of at most so many devices. */
const DEVICES_TOLD_MAX = 500;
const REPLACED = "a newer assignment takes its place";

/**
 * Gives targets a set to install. Those that nobody knows are skipped, those that have it assigned get no second action.
 * What was still open for the others is asked to stop, or ended where the tenant wants that. Throws a refusal, before
 * anything is written, for a set or a wish that cannot be carried out.
 */
export async function assignToTargets(
  ctx: Context,
  tx: Transaction,
  assignment: Assignment,
): Promise<AssignmentCounts> {
  const { tenant, setId, wishes, isOffline } = assignment;
  const now = ctx.clock.now();
  const drafts = readWishes(wishes, now);
  await queueAssignments(tx, tenant);
  const set = await openSet(tx, tenant, setId);

  const targets = await selectTargets(tx, tenant, [...drafts.keys()]);
  const fresh = targets.filter((target) => target.assignedSetId !== setId);
  // In the order in which the caller named them.
  const deviceOf = new Map(fresh.map((target) => [target.controllerId, target.id]));
  const actions = [...drafts].flatMap(([controllerId, draft]) => {
    const deviceId = deviceOf.get(controllerId);
    return deviceId === undefined ? [] : [{ ...draft, deviceId }];
  });
  const deviceIds = actions.map((action) => action.deviceId);
  const actionIds = actions.length === 0 ? [] : await replaceOpen(ctx, tx, { tenant, set, actions, isOffline });

  if (actionIds.length > 0) {
    await saveSetLock(tx, setId, now);
    recordEvent(ctx, tx, {
      type: "set_assigned",
      subject: { kind: "set", id: String(setId) },
      data: {
        set: `${set.name}:${set.version}`,
        tenant,
        isOffline,
        name: fresh[0]?.name ?? null,
        count: deviceIds.length,
        deviceIds: deviceIds.slice(0, DEVICES_TOLD_MAX),
      },
    });
  }
  return {
    assigned: actionIds.length,
    alreadyAssigned: targets.length - fresh.length,
    total: targets.length,
    assignedActions: actionIds.map((id) => ({ id })),
  };
}

type Draft = Omit<NewAssignment, "deviceId">;

/** Reads what is wished for each target, by its name. */
function readWishes(wishes: readonly AssignmentWish[], now: Date): Map<string, Draft> {
  if (wishes.length > TARGETS_MAX) throw new Refusal(429, `Assign to ${TARGETS_MAX} targets at most, at once.`);
  const drafts = new Map<string, Draft>();
  for (const wish of wishes) {
    if (drafts.has(wish.id)) throw new Refusal(400, `The target ${wish.id} stands there twice.`);
    drafts.set(wish.id, toDraft(wish, now));
  }
  return drafts;
}

function toDraft(wish: AssignmentWish, now: Date): Draft {
  const forceType = readForceType(wish.type ?? "forced");
  if (forceType === null) throw new Refusal(400, "type is one of forced, soft, timeforced, downloadonly.");
  return {
    forceType,
    forcedAt: forceType === "timeForced" ? new Date(wish.forcetime ?? 0).toISOString() : null,
    weight: wish.weight ?? null,
    window: toWindow(wish, now),
    skipsConsent: wish.confirmationRequired === false,
  };
}

function toWindow({ maintenanceWindow }: AssignmentWish, now: Date): MaintenanceWindow | null {
  const { schedule = null, duration = null, timezone = null } = maintenanceWindow ?? {};
  const read = readWindow({ schedule, duration, timezone });
  if (read.kind === "fault") throw new Refusal(400, `The maintenance window cannot be used. ${read.message}`);
  if (read.kind === "none") return null;
  if (windowState(read.window, now).isOver) throw new Refusal(400, "The maintenance window never opens any more.");
  return read.window;
}

/** Locks a set and its modules, so that neither changes under the assignment. */
async function openSet(tx: Transaction, tenant: string, setId: number): Promise<SetRow> {
  const set = await lockSet(tx, tenant, setId);
  if (set?.deletedAt !== null) throw noSuchSet(setId);
  const members = (await selectModulesOfSets(tx, [setId])).get(setId) ?? [];
  const modules = await lockModules(
    tx,
    tenant,
    members.map((module) => module.id),
  );
  const types = modules.map((module) => module.type);
  if (!isComplete(set.type, types)) {
    throw new Refusal(
      400,
      `The set ${set.name}:${set.version} is incomplete: its type demands a module that it lacks.`,
    );
  }
  return set;
}

async function replaceOpen(
  ctx: Context,
  tx: Transaction,
  wanted: { tenant: string; set: SetRow; actions: NewAssignment[]; isOffline: boolean },
): Promise<number[]> {
  const { tenant, set, actions, isOffline } = wanted;
  const now = ctx.clock.now();
  const deviceIds = actions.map((action) => action.deviceId);
  for (const count of (await countActions(tx, deviceIds)).values()) {
    if (count >= ACTIONS_PER_TARGET_MAX) {
      throw new Refusal(429, `A target has ${ACTIONS_PER_TARGET_MAX} actions at most. Delete it and make it anew.`);
    }
  }
  if (!isOffline) await stopOlder(ctx, tx, tenant, deviceIds);
  const createdBy = toActorView(ctx.actor);
  const actionIds = await insertAssignments(tx, { ...set, createdBy }, actions, now);
  if (isOffline) await saveInstalledAlready(tx, actionIds, now);
  const text = isOffline ? "installed already, told by an operator" : "assigned";
  await addServerEntries(tx, actionIds, { type: isOffline ? "finished" : "running", text }, now);
  return actionIds;
}

async function stopOlder(ctx: Context, tx: Transaction, tenant: string, deviceIds: readonly string[]): Promise<void> {
  const now = ctx.clock.now();
  const older = await lockOpenActions(tx, deviceIds);
  const { autoclose } = await readSettings(tx, ctx.config, tenant);
  if (autoclose) {
    const ids = older.map((action) => action.id);
    await addServerEntries(tx, ids, { type: "canceled", text: REPLACED }, now);
    for (const action of older) await endCancelled(ctx, tx, action, REPLACED);
    return;
  }
  const ids = older.filter((action) => !action.isCancelRequested).map((action) => action.id);
  await saveStopRequests(tx, ids, REPLACED, now);
}
