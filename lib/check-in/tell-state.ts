import { requireDevice } from "#lib/check-in/require-device.ts";
import { tellStateInput } from "#lib/check-in/input.ts";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import { readDeviceState, type DeviceState, type OfferedFile, type OpenAction } from "#lib/check-in/store.ts";
import type { ArtifactView, DeviceStateView, OfferedActionView } from "#lib/check-in/view.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { mayBegin } from "#lib/rollouts/rules/device.ts";
import { serverCheckOf } from "#lib/rollouts/rules/health-check.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";

/** Tells a device what it should do, and what it runs as far as we know. `address` is where the poll came from. */
export async function tellState(ctx: Context, rawInput: unknown, address: string | null): Promise<DeviceStateView> {
  const { deviceId } = parseInput(tellStateInput, rawInput);
  requireDevice(ctx.actor, deviceId);

  const state = await readDeviceState(ctx.db, deviceId);
  if (state === null) throw notFound("device");
  noteSeen(ctx, deviceId, address);
  return toStateView(deviceId, state, state.pollSeconds ?? ctx.config.pollSeconds);
}

/** Says what a device is told. `usualSeconds` is its pause while nothing waits for it. */
export function toStateView(deviceId: string, state: DeviceState, usualSeconds: number): DeviceStateView {
  const action = chooseAction(state);
  return {
    pollSeconds: pollSeconds({ deviceId, usualSeconds, isAwaited: action !== null }),
    action: action === null ? null : toActionView(deviceId, action, state.deltaFormats),
    apps: state.apps,
  };
}

/** The oldest open action. What a rollout offered before it was paused or ended is not offered any more. */
function chooseAction({ actions }: DeviceState): OpenAction | null {
  return actions.find((action) => !action.isOffered || mayBegin(action.kind, action.rolloutStatus)) ?? null;
}

function toActionView(deviceId: string, action: OpenAction, formats: readonly DeltaFormat[]): OfferedActionView {
  const { settings } = action;
  const checksItself = action.kind === "update" && settings.healthCheckEnabled && serverCheckOf(settings) === null;
  return {
    id: action.id,
    kind: action.kind,
    rolloutId: action.rolloutId,
    product: action.product,
    ...action.release,
    artifacts: action.files.map((file) => toArtifactView(deviceId, file, formats)),
    ...(checksItself && settings.healthCheckConfig !== null && { healthCheck: settings.healthCheckConfig }),
    deadlineAt: action.deadlineAt?.toISOString() ?? null,
  };
}

function toArtifactView(deviceId: string, file: OfferedFile, formats: readonly DeltaFormat[]): ArtifactView {
  const { name, sha256, size } = file;
  const delta = file.deltas?.find(({ format }) => formats.includes(format));
  return {
    ...{ name, url: urlOf(deviceId, file), sha256, size },
    ...(delta && {
      delta: {
        ...{ from: delta.from, format: delta.format },
        ...{ url: urlOf(deviceId, delta), sha256: delta.sha256, size: delta.size },
      },
    }),
  };
}

function urlOf(deviceId: string, { sha256, name }: { sha256: string; name: string }): string {
  return `/api/v1/device/${deviceId}/artifacts/${sha256}/${encodeURIComponent(name)}`;
}
