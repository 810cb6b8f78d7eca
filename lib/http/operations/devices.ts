import { z } from "zod";
import { countDevices } from "#lib/devices/count.ts";
import { countVersions } from "#lib/devices/count-versions.ts";
import { readAdoptionOverTime } from "#lib/devices/read-adoption.ts";
import { createDevice, createDevices } from "#lib/devices/create.ts";
import { enrollDevice } from "#lib/devices/enroll.ts";
import { getDevice } from "#lib/devices/find.ts";
import {
  countDevicesInput,
  countVersionsInput,
  readAdoptionInput,
  createDeviceInput,
  createDevicesInput,
  enrollDeviceInput,
  listDeviceActionsInput,
  listDevicesInput,
  retireDeviceInput,
  updateDeviceInput,
} from "#lib/devices/input.ts";
import { listDeviceActions } from "#lib/devices/list-actions.ts";
import { listDevices } from "#lib/devices/list.ts";
import { retireDevice } from "#lib/devices/retire.ts";
import { rotateDeviceToken } from "#lib/devices/rotate-token.ts";
import { summarizeDevices } from "#lib/devices/summarize.ts";
import { updateDevice } from "#lib/devices/update.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { deviceActionShape, deviceHealthShape, deviceShape, newDeviceShape } from "#lib/http/device-shapes.ts";
import { pageOf, versionCounts } from "#lib/http/shapes.ts";

export const listDevicesOperation = defineOperation({
  id: "listDevices",
  method: "GET",
  path: "/api/v1/devices",
  tag: "Devices",
  summary: "List devices",
  auth: "user",
  query: listDevicesInput,
  response: pageOf(deviceShape),
  run: listDevices,
});

export const countDevicesOperation = defineOperation({
  id: "countDevices",
  method: "GET",
  path: "/api/v1/devices/count",
  tag: "Devices",
  summary: "Count the devices that a list would show",
  auth: "user",
  query: countDevicesInput,
  response: z.object({ count: z.number().int() }),
  run: countDevices,
});

export const createDeviceOperation = defineOperation({
  id: "createDevice",
  method: "POST",
  path: "/api/v1/devices",
  tag: "Devices",
  summary: "Register a device",
  auth: "user",
  body: createDeviceInput,
  response: newDeviceShape,
  status: 201,
  creates: true,
  run: createDevice,
});

export const createDevicesOperation = defineOperation({
  id: "createDevices",
  method: "POST",
  path: "/api/v1/devices/bulk",
  tag: "Devices",
  summary: "Register up to 1000 devices, all or none",
  auth: "user",
  body: createDevicesInput,
  response: z.object({ items: z.array(newDeviceShape) }),
  status: 201,
  creates: true,
  run: createDevices,
});

export const enrollDeviceOperation = defineOperation({
  id: "enrollDevice",
  method: "POST",
  path: "/api/v1/devices/enroll",
  tag: "Devices",
  summary: "Register the calling device into the fleet of its enrollment token",
  description: "The token goes into Authorization: Bearer, or into the body.",
  auth: "none",
  body: enrollDeviceInput,
  response: newDeviceShape,
  status: 201,
  creates: true,
  run: (ctx, input, { headers }) => {
    const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    return enrollDevice(ctx, { token: bearer, ...input });
  },
});

export const summarizeDevicesOperation = defineOperation({
  id: "summarizeDevices",
  method: "GET",
  path: "/api/v1/devices/summary",
  tag: "Devices",
  summary: "Count the devices and how many of them are online",
  auth: "user",
  response: z.object({
    total: z.number().int(),
    online: z.number().int(),
    offline: z.number().int().describe("Heard from once, and not lately."),
    neverSeen: z.number().int(),
  }),
  run: summarizeDevices,
});

export const countVersionsOperation = defineOperation({
  id: "countVersions",
  method: "GET",
  path: "/api/v1/devices/versions",
  tag: "Devices",
  summary: "Count how many devices run which version",
  auth: "user",
  query: countVersionsInput,
  response: versionCounts,
  run: countVersions,
});

export const readAdoptionOperation = defineOperation({
  id: "readAdoption",
  method: "GET",
  path: "/api/v1/devices/adoption",
  tag: "Devices",
  summary: "Read which versions the fleet ran over time",
  description: "At most some 200 points, oldest first; the last one is now. Between two points nothing has changed.",
  auth: "user",
  query: readAdoptionInput,
  response: z.object({
    app: z.string(),
    since: z.string(),
    points: z.array(
      z.object({
        at: z.string(),
        counts: z.array(z.object({ version: z.string().nullable(), deviceCount: z.number().int() })),
      }),
    ),
  }),
  run: readAdoptionOverTime,
});

export const getDeviceOperation = defineOperation({
  id: "getDevice",
  method: "GET",
  path: "/api/v1/devices/{deviceId}",
  tag: "Devices",
  summary: "Read a device, what it runs, how it is, and its last actions",
  auth: "user",
  response: deviceShape.extend({ health: deviceHealthShape, recentActions: z.array(deviceActionShape) }),
  run: getDevice,
});

export const updateDeviceOperation = defineOperation({
  id: "updateDevice",
  method: "PATCH",
  path: "/api/v1/devices/{deviceId}",
  tag: "Devices",
  summary: "Change what is known of a device and how it is spoken to",
  auth: "user",
  body: updateDeviceInput.omit({ deviceId: true }),
  response: deviceShape,
  run: updateDevice,
});

export const retireDeviceOperation = defineOperation({
  id: "retireDevice",
  method: "POST",
  path: "/api/v1/devices/{deviceId}/retire",
  tag: "Devices",
  summary: "Retire a device: its token ends, and no rollout waits for it",
  auth: "user",
  body: retireDeviceInput.omit({ deviceId: true }),
  response: deviceShape,
  run: retireDevice,
});

export const rotateDeviceTokenOperation = defineOperation({
  id: "rotateDeviceToken",
  method: "POST",
  path: "/api/v1/devices/{deviceId}/rotate-token",
  tag: "Devices",
  summary: "Give a device a new token; the old one ends",
  auth: "user",
  response: newDeviceShape,
  creates: true,
  run: rotateDeviceToken,
});

export const listDeviceActionsOperation = defineOperation({
  id: "listDeviceActions",
  method: "GET",
  path: "/api/v1/devices/{deviceId}/actions",
  tag: "Devices",
  summary: "List what a device was told to do, the newest first",
  auth: "user",
  query: listDeviceActionsInput.omit({ deviceId: true }),
  response: pageOf(deviceActionShape),
  run: listDeviceActions,
});

export const devicesOperations = [
  listDevicesOperation,
  countDevicesOperation,
  createDeviceOperation,
  createDevicesOperation,
  enrollDeviceOperation,
  summarizeDevicesOperation,
  countVersionsOperation,
  readAdoptionOperation,
  getDeviceOperation,
  updateDeviceOperation,
  retireDeviceOperation,
  rotateDeviceTokenOperation,
  listDeviceActionsOperation,
];
