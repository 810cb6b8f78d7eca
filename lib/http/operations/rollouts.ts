import { defineOperation } from "#lib/http/operation.ts";
import { eventShape, pageOf } from "#lib/http/shapes.ts";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { showFailureRateHistory } from "#lib/rollouts/failure-rate-history.ts";
import { getRollout, getRolloutDevice } from "#lib/rollouts/find.ts";
import {
  approveInput,
  listHoldsInput,
  listRolloutDevicesInput,
  listRolloutEventsInput,
  listRolloutsInput,
  releaseHoldInput,
  deviceActionInput,
  rollBackInput,
  rolloutActionInput,
  startByHandInput,
} from "#lib/rollouts/input.ts";
import { listRolloutDevices, showGrid } from "#lib/rollouts/list-devices.ts";
import { listRolloutEvents } from "#lib/rollouts/list-events.ts";
import { listActiveRollouts, listRollouts } from "#lib/rollouts/list.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";
import { releaseHold } from "#lib/rollouts/release-hold.ts";
import { readRolloutProgress } from "#lib/rollouts/progress.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { retryFailedDevice, retryFailedDevices } from "#lib/rollouts/retry.ts";
import { leaveOutDevice } from "#lib/rollouts/leave-out-device.ts";
import { rollBackDevice } from "#lib/rollouts/roll-back-device.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import {
  failureRatesShape,
  gridShape,
  holdShape,
  rolloutDeviceShape,
  rolloutProgressShape,
  rolloutShape,
} from "#lib/http/rollout-shapes.ts";
import { startRolloutByHand } from "#lib/deployments/start-rollout-by-hand.ts";

const tag = "Rollouts";

export const listRolloutsOperation = defineOperation({
  id: "listRollouts",
  method: "GET",
  path: "/api/v1/rollouts",
  tag,
  summary: "List rollouts",
  auth: "user",
  query: listRolloutsInput,
  response: pageOf(rolloutShape),
  run: listRollouts,
});

export const startRolloutOperation = defineOperation({
  id: "startRollout",
  method: "POST",
  path: "/api/v1/rollouts",
  tag,
  summary: "Start a rollout by hand",
  description: "Under the rules of a policy. Without a digest the registry is asked what the tag points to.",
  auth: "user",
  body: startByHandInput,
  response: rolloutShape,
  status: 201,
  creates: true,
  run: startRolloutByHand,
});

export const listActiveRolloutsOperation = defineOperation({
  id: "listActiveRollouts",
  method: "GET",
  path: "/api/v1/rollouts/active",
  tag,
  summary: "List the rollouts that are not over",
  auth: "user",
  response: pageOf(rolloutShape),
  run: listActiveRollouts,
});

export const getRolloutOperation = defineOperation({
  id: "getRollout",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}",
  tag,
  summary: "Read one rollout",
  auth: "user",
  response: rolloutShape,
  run: getRollout,
});

export const listRolloutDevicesOperation = defineOperation({
  id: "listRolloutDevices",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/devices",
  tag,
  summary: "List the devices of a rollout, in the order of their positions",
  auth: "user",
  query: listRolloutDevicesInput.omit({ rolloutId: true }),
  response: pageOf(rolloutDeviceShape),
  run: listRolloutDevices,
});

export const getRolloutDeviceOperation = defineOperation({
  id: "getRolloutDevice",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/devices/{uuid}",
  tag,
  summary: "Read one device's part in a rollout",
  auth: "user",
  response: rolloutDeviceShape,
  run: (ctx, { uuid, ...input }) => getRolloutDevice(ctx, { ...input, deviceId: uuid }),
});

export const showGridOperation = defineOperation({
  id: "showGrid",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/grid",
  tag,
  summary: "Every device of a rollout as one letter",
  description: "p pending, s scheduled, u updating, h healthy, f failed, r rolled back, k skipped; by position.",
  auth: "user",
  response: gridShape,
  run: showGrid,
});

export const readRolloutProgressOperation = defineOperation({
  id: "readRolloutProgress",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/progress",
  tag,
  summary: "How far a rollout is, over all devices and over the reachable ones",
  auth: "user",
  response: rolloutProgressShape,
  run: readRolloutProgress,
});

export const showFailureRateHistoryOperation = defineOperation({
  id: "showFailureRateHistory",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/failure-rate",
  tag,
  summary: "How the failure rate of each batch grew",
  auth: "user",
  response: failureRatesShape,
  run: showFailureRateHistory,
});

export const listRolloutEventsOperation = defineOperation({
  id: "listRolloutEvents",
  method: "GET",
  path: "/api/v1/rollouts/{rolloutId}/events",
  tag,
  summary: "Page through what happened in a rollout",
  auth: "user",
  query: listRolloutEventsInput.omit({ rolloutId: true }),
  response: pageOf(eventShape),
  run: listRolloutEvents,
});

export const pauseRolloutOperation = defineOperation({
  id: "pauseRollout",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/pause",
  tag,
  summary: "Pause a rollout",
  description: "Nobody begins any more. Devices in the middle of an update finish it.",
  auth: "user",
  body: rolloutActionInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: pauseRollout,
});

export const resumeRolloutOperation = defineOperation({
  id: "resumeRollout",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/resume",
  tag,
  summary: "Let a paused rollout go on",
  description: "Accepts the failures so far: only those beyond can stop it again.",
  auth: "user",
  body: rolloutActionInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: resumeRollout,
});

export const cancelRolloutOperation = defineOperation({
  id: "cancelRollout",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/cancel",
  tag,
  summary: "End a rollout for good",
  description: "Devices keep what they have. To take the release back, roll back.",
  auth: "user",
  body: rolloutActionInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: cancelRollout,
});

export const rollBackRolloutOperation = defineOperation({
  id: "rollBackRollout",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/rollback",
  tag,
  summary: "Take a release back from all devices, or from one batch",
  description: "After the whole rollout was taken back its digest is held until a person releases it.",
  auth: "user",
  body: rollBackInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: rollBackRollout,
});

export const approveBatchOperation = defineOperation({
  id: "approveBatch",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/approve",
  tag,
  summary: "Approve the batch that waits",
  auth: "user",
  body: approveInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: approveBatch,
});

export const retryFailedDevicesOperation = defineOperation({
  id: "retryFailedDevices",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/retry",
  tag,
  summary: "Offer the release to the failed devices again",
  auth: "user",
  body: rolloutActionInput.omit({ rolloutId: true }),
  response: rolloutShape,
  run: retryFailedDevices,
});

export const rollBackDeviceOperation = defineOperation({
  id: "rollBackDevice",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/devices/{uuid}/rollback",
  tag,
  summary: "Offer one device its way back",
  auth: "user",
  body: deviceActionInput.omit({ rolloutId: true, deviceId: true }),
  response: rolloutDeviceShape,
  run: (ctx, { uuid, ...input }) => rollBackDevice(ctx, { ...input, deviceId: uuid }),
});

export const leaveOutDeviceOperation = defineOperation({
  id: "leaveOutDevice",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/devices/{uuid}/leave-out",
  tag,
  summary: "Go on without one device",
  description:
    "For a device that has not begun, or that waits for its user's consent, its restart or its maintenance window.",
  auth: "user",
  body: deviceActionInput.omit({ rolloutId: true, deviceId: true }),
  response: rolloutDeviceShape,
  run: (ctx, { uuid, ...input }) => leaveOutDevice(ctx, { ...input, deviceId: uuid }),
});

export const retryFailedDeviceOperation = defineOperation({
  id: "retryFailedDevice",
  method: "POST",
  path: "/api/v1/rollouts/{rolloutId}/devices/{uuid}/retry",
  tag,
  summary: "Offer the release to one failed device again",
  auth: "user",
  body: deviceActionInput.omit({ rolloutId: true, deviceId: true }),
  response: rolloutDeviceShape,
  run: (ctx, { uuid, ...input }) => retryFailedDevice(ctx, { ...input, deviceId: uuid }),
});

export const listHoldsOperation = defineOperation({
  id: "listHolds",
  method: "GET",
  path: "/api/v1/products/{productId}/holds",
  tag: "Products",
  summary: "List the digests of a product that are or were held",
  auth: "user",
  query: listHoldsInput.omit({ productId: true }),
  response: pageOf(holdShape),
  run: listHolds,
});

export const releaseHoldOperation = defineOperation({
  id: "releaseHold",
  method: "POST",
  path: "/api/v1/products/{productId}/holds/{holdId}/release",
  tag: "Products",
  summary: "Let a held digest go",
  description: "After a rollback no webhook brings a digest back until a person does this.",
  auth: "user",
  body: releaseHoldInput.omit({ productId: true, holdId: true }),
  response: holdShape,
  run: releaseHold,
});

export const rolloutsOperations = [
  listRolloutsOperation,
  startRolloutOperation,
  listActiveRolloutsOperation,
  getRolloutOperation,
  listRolloutDevicesOperation,
  getRolloutDeviceOperation,
  showGridOperation,
  readRolloutProgressOperation,
  showFailureRateHistoryOperation,
  listRolloutEventsOperation,
  pauseRolloutOperation,
  resumeRolloutOperation,
  cancelRolloutOperation,
  rollBackRolloutOperation,
  approveBatchOperation,
  retryFailedDevicesOperation,
  rollBackDeviceOperation,
  leaveOutDeviceOperation,
  retryFailedDeviceOperation,
  listHoldsOperation,
  releaseHoldOperation,
];
