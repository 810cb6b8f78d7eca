import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { hasBegun, type OpenAction } from "#lib/hawkbit/rules/current-action.ts";
import type { EntryType, ForceType } from "#lib/hawkbit/rules/vocabulary.ts";
import { windowState, type MaintenanceWindow } from "#lib/hawkbit/rules/window.ts";
import type { ActionKind, ActionStatus, RolloutStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { isWindowOpen, nextOpening } from "#lib/rollouts/rules/window.ts";
import { statusForDevices } from "#lib/rollouts/store-withdrawal.ts";

/** An action as a hawkBit client sees it. */
export interface DdiAction extends OpenAction {
  rolloutId: string | null;
  productId: string | null;
  version: string | null;
  distributionSetId: number | null;
  isClosed: boolean;
  /** The newest line of its log. */
  newestEntry: EntryType | null;
}

/** A hawkBit client with its open actions, oldest first. */
export interface DdiDevice {
  id: string;
  name: string;
  targetTokenHash: Buffer | null;
  pollSeconds: number | null;
  wantsAttributes: boolean;
  autoConfirm: AutoConfirm | null;
  understandsSkip: boolean | null;
  installedActionId: number | null;
  actions: DdiAction[];
}

export interface AutoConfirm {
  initiator: string | null;
  remark: string | null;
  /** RFC 3339. */
  activatedAt: string;
}

/** Reads a client and what is open for it in one statement. Null where the tenant has no such client. */
export async function readDdiDevice(
  db: Queryable,
  { tenant, controllerId, now }: { tenant: string; controllerId: string; now: Date },
): Promise<DdiDevice | null> {
  const [row] = await db.$queryRaw<DeviceRow[]>`
    SELECT d.id, d.name, d.target_token_hash, d.poll_seconds, d.wants_attributes, d.auto_confirm, d.understands_skip,
           d.installed_action_id,
      (SELECT jsonb_agg(${actionJson} ORDER BY a.id)
       FROM device_actions a LEFT JOIN image_rollouts r ON r.id = a.rollout_id
       WHERE a.device_id = d.id AND a.closed_at IS NULL) AS actions
    FROM devices d
    WHERE d.tenant = ${tenant} AND d.controller_id = ${controllerId} AND d.retired_at IS NULL`;
  if (row === undefined) return null;
  return {
    id: row.id,
    name: row.name,
    targetTokenHash: row.target_token_hash === null ? null : Buffer.from(row.target_token_hash),
    pollSeconds: row.poll_seconds,
    wantsAttributes: row.wants_attributes,
    autoConfirm: row.auto_confirm,
    understandsSkip: row.understands_skip,
    installedActionId: row.installed_action_id,
    actions: (row.actions ?? []).map((action) => toDdiAction(action, now)),
  };
}

/** Reads one action of a device, open or ended. */
export async function findDdiAction(
  db: Queryable,
  { deviceId, actionId, now }: { deviceId: string; actionId: number; now: Date },
): Promise<DdiAction | null> {
  return (await findDdiActions(db, [{ deviceId, actionId }], now)).get(deviceId) ?? null;
}

/** Reads one action each of devices, open or ended, by device. An action of another device is as good as none. */
export async function findDdiActions(
  db: Queryable,
  wanted: readonly { deviceId: string; actionId: number }[],
  now: Date,
): Promise<Map<string, DdiAction>> {
  const rows = await db.$queryRaw<{ deviceId: string; action: ActionRow }[]>`
    SELECT a.device_id AS "deviceId", ${actionJson} AS action
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w ("actionId" int, "deviceId" uuid)
    JOIN device_actions a ON a.id = w."actionId" AND a.device_id = w."deviceId"
    LEFT JOIN image_rollouts r ON r.id = a.rollout_id`;
  return new Map(rows.map(({ deviceId, action }) => [deviceId, toDdiAction(action, now)]));
}

/** Locks one action of a device, then reads it. Null where the device has no such action. */
export async function lockDdiAction(
  tx: Transaction,
  wanted: { deviceId: string; actionId: number; now: Date },
): Promise<DdiAction | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM device_actions WHERE id = ${wanted.actionId}::int AND device_id = ${wanted.deviceId}::uuid FOR UPDATE`;
  return locked.length === 0 ? null : findDdiAction(tx, wanted);
}

const actionJson = Prisma.sql`jsonb_build_object(
  'id', a.id, 'kind', a.kind, 'status', a.status, 'forceType', a.force_type, 'forcedAt', a.forced_at, 'weight', a.weight,
  'waitingFor', a.waiting_for, 'cancelRequestedAt', a.cancel_requested_at, 'closedAt', a.closed_at,
  'window', a.window, 'rolloutId', a.rollout_id, 'productId', a.product_id, 'version', a.version,
  'distributionSetId', a.distribution_set_id, 'rolloutStatus', ${statusForDevices},
  'rolloutWindow', r.settings->'maintenanceWindow',
  'newestEntry', (SELECT e.type FROM device_action_entries e WHERE e.action_id = a.id ORDER BY e.id DESC LIMIT 1))`;

interface DeviceRow {
  id: string;
  name: string;
  target_token_hash: Uint8Array | null;
  poll_seconds: number | null;
  wants_attributes: boolean;
  auto_confirm: AutoConfirm | null;
  understands_skip: boolean | null;
  installed_action_id: number | null;
  actions: ActionRow[] | null;
}

interface ActionRow {
  id: number;
  kind: string;
  status: string;
  forceType: string;
  forcedAt: string | null;
  weight: number | null;
  waitingFor: string | null;
  cancelRequestedAt: string | null;
  closedAt: string | null;
  window: unknown;
  rolloutId: string | null;
  productId: string | null;
  version: string | null;
  distributionSetId: number | null;
  rolloutStatus: string | null;
  rolloutWindow: RolloutSettings["maintenanceWindow"];
  newestEntry: string | null;
}

/** CHECK constraints hold the words to their unions, so the casts are safe. */
function toDdiAction(row: ActionRow, now: Date): DdiAction {
  return {
    id: row.id,
    kind: row.kind as ActionKind,
    status: row.status as ActionStatus,
    forceType: row.forceType as ForceType,
    forcedAt: row.forcedAt === null ? null : new Date(row.forcedAt),
    weight: row.weight,
    waitingFor: row.waitingFor as WaitingReason | null,
    isCancelRequested: row.cancelRequestedAt !== null && row.closedAt === null,
    rolloutStatus: row.rolloutStatus as RolloutStatus | null,
    window: windowOf(row, now),
    rolloutId: row.rolloutId,
    productId: row.productId,
    version: row.version,
    distributionSetId: row.distributionSetId,
    isClosed: row.closedAt !== null,
    newestEntry: row.newestEntry as EntryType | null,
  };
}

/** An assignment brings its own window; an update of a rollout begins in the rollout's. A way back waits for nothing. */
function windowOf(row: ActionRow, now: Date): OpenAction["window"] {
  if (row.window !== null) return windowState(row.window as MaintenanceWindow, now);
  const { rolloutWindow } = row;
  const progress = { status: row.status as ActionStatus, waitingFor: row.waitingFor as WaitingReason | null };
  if (rolloutWindow === null || row.kind === "rollback" || hasBegun(progress)) return null;
  return {
    isOpen: isWindowOpen(rolloutWindow, now),
    isOver: false,
    nextStartAt: nextOpening(rolloutWindow, now),
  };
}
