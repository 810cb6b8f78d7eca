import { z } from "zod";
import { explainDevice } from "#lib/check-in/explain-device.ts";
import { listActionEntriesInput } from "#lib/devices/input.ts";
import { listActionEntries } from "#lib/devices/list-entries.ts";
import { showTargetToken } from "#lib/devices/show-target-token.ts";
import { addTarget, addTargetInput } from "#lib/hawkbit/add-target.ts";
import { makeGatewayToken } from "#lib/hawkbit/make-gateway-token.ts";
import { rotateTargetToken } from "#lib/hawkbit/rotate-target-token.ts";
import { actionEntryShape, outlookShape } from "#lib/http/device-shapes.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";

export const explainDeviceOperation = defineOperation({
  id: "explainDevice",
  method: "GET",
  path: "/api/v1/devices/{deviceId}/outlook",
  tag: "Devices",
  summary: "Tell what a device is offered and why, or why it is offered nothing",
  auth: "user",
  response: z.object({ items: z.array(outlookShape) }),
  run: explainDevice,
});

export const listActionEntriesOperation = defineOperation({
  id: "listActionEntries",
  method: "GET",
  path: "/api/v1/devices/{deviceId}/actions/{actionId}/entries",
  tag: "Devices",
  summary: "Read the log of an action, the newest line first",
  auth: "user",
  query: listActionEntriesInput.omit({ deviceId: true, actionId: true }),
  response: pageOf(actionEntryShape),
  run: listActionEntries,
});

export const showTargetTokenOperation = defineOperation({
  id: "showTargetToken",
  method: "GET",
  path: "/api/v1/devices/{deviceId}/target-token",
  tag: "Devices",
  summary: "Show the token with which a hawkBit client proves itself",
  description: "The event device_token_shown says who saw it.",
  auth: "user",
  response: z.object({ targetToken: z.string() }),
  run: showTargetToken,
});

export const rotateTargetTokenOperation = defineOperation({
  id: "rotateTargetToken",
  method: "POST",
  path: "/api/v1/devices/{deviceId}/rotate-target-token",
  tag: "Devices",
  summary: "Give a hawkBit device a new target token; the old one ends",
  auth: "user",
  response: z.object({ targetToken: z.string() }),
  creates: true,
  run: rotateTargetToken,
});

export const addTargetOperation = defineOperation({
  id: "addTarget",
  method: "POST",
  path: "/api/v1/fleets/{fleetId}/targets",
  tag: "Fleets",
  summary: "Register a hawkBit device into a fleet",
  auth: "user",
  body: addTargetInput.omit({ fleetId: true }),
  response: z.object({
    id: z.uuid(),
    name: z.string(),
    controllerId: z.string(),
    tenant: z.string(),
    targetToken: z.string().describe("What the device proves itself with."),
  }),
  status: 201,
  creates: true,
  run: addTarget,
});

export const makeGatewayTokenOperation = defineOperation({
  id: "makeGatewayToken",
  method: "POST",
  path: "/api/v1/fleets/{fleetId}/gateway-token",
  tag: "Fleets",
  summary: "Make the token with which hawkBit devices register themselves into a fleet; the one before ends",
  auth: "user",
  response: z.object({ tenant: z.string(), gatewayToken: z.string() }),
  status: 201,
  creates: true,
  run: makeGatewayToken,
});

export const deviceDetailsOperations = [
  explainDeviceOperation,
  listActionEntriesOperation,
  showTargetTokenOperation,
  rotateTargetTokenOperation,
  addTargetOperation,
  makeGatewayTokenOperation,
];
