import { z } from "zod";
import { countVersions } from "#lib/devices/count-versions.ts";
import { createEnrollmentToken } from "#lib/devices/create-enrollment-token.ts";
import { createFleet } from "#lib/devices/create-fleet.ts";
import { deleteFleet } from "#lib/devices/delete-fleet.ts";
import { getFleet } from "#lib/devices/get-fleet.ts";
import {
  countVersionsInput,
  createEnrollmentTokenInput,
  createFleetInput,
  listEnrollmentTokensInput,
  listFleetsInput,
  updateFleetInput,
} from "#lib/devices/input.ts";
import { listEnrollmentTokens } from "#lib/devices/list-enrollment-tokens.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { revokeEnrollmentToken } from "#lib/devices/revoke-enrollment-token.ts";
import { updateFleet } from "#lib/devices/update-fleet.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf, versionCounts } from "#lib/http/shapes.ts";

const fleet = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  tenant: z.string().nullable().describe("The hawkBit tenant whose devices register themselves into it."),
  channel: z.string().nullable().describe("The channel that its devices follow by default; null is stable."),
  createdAt: z.string(),
  deviceCount: z.number().int(),
  onlineCount: z.number().int(),
});

const enrollmentToken = z.object({
  id: z.uuid(),
  fleetId: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  useCount: z.number().int(),
  useLimit: z.number().int().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

export const listFleetsOperation = defineOperation({
  id: "listFleets",
  method: "GET",
  path: "/api/v1/fleets",
  tag: "Fleets",
  summary: "List fleets with the counts of their devices",
  auth: "user",
  query: listFleetsInput,
  response: pageOf(fleet),
  run: listFleets,
});

export const createFleetOperation = defineOperation({
  id: "createFleet",
  method: "POST",
  path: "/api/v1/fleets",
  tag: "Fleets",
  summary: "Make a fleet",
  auth: "user",
  body: createFleetInput,
  response: fleet,
  status: 201,
  creates: true,
  run: createFleet,
});

export const getFleetOperation = defineOperation({
  id: "getFleet",
  method: "GET",
  path: "/api/v1/fleets/{fleetId}",
  tag: "Fleets",
  summary: "Read a fleet, by its id or name",
  auth: "user",
  response: fleet,
  run: getFleet,
});

export const updateFleetOperation = defineOperation({
  id: "updateFleet",
  method: "PATCH",
  path: "/api/v1/fleets/{fleetId}",
  tag: "Fleets",
  summary: "Change a fleet's name, description, tenant or channel",
  auth: "user",
  body: updateFleetInput.omit({ fleetId: true }),
  response: fleet,
  run: updateFleet,
});

export const deleteFleetOperation = defineOperation({
  id: "deleteFleet",
  method: "DELETE",
  path: "/api/v1/fleets/{fleetId}",
  tag: "Fleets",
  summary: "Delete a fleet without devices",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteFleet,
});

export const countFleetVersionsOperation = defineOperation({
  id: "countFleetVersions",
  method: "GET",
  path: "/api/v1/fleets/{fleetId}/versions",
  tag: "Fleets",
  summary: "Count how many of a fleet's devices run which version",
  auth: "user",
  query: countVersionsInput.omit({ fleetId: true }),
  response: versionCounts,
  run: countVersions,
});

export const listEnrollmentTokensOperation = defineOperation({
  id: "listEnrollmentTokens",
  method: "GET",
  path: "/api/v1/fleets/{fleetId}/enrollment-tokens",
  tag: "Fleets",
  summary: "List a fleet's enrollment tokens",
  auth: "user",
  query: listEnrollmentTokensInput.omit({ fleetId: true }),
  response: pageOf(enrollmentToken),
  run: listEnrollmentTokens,
});

export const createEnrollmentTokenOperation = defineOperation({
  id: "createEnrollmentToken",
  method: "POST",
  path: "/api/v1/fleets/{fleetId}/enrollment-tokens",
  tag: "Fleets",
  summary: "Make a token with which devices register themselves into the fleet",
  description: "The token stands in the answer, this once; only its hash is kept.",
  auth: "user",
  body: createEnrollmentTokenInput.omit({ fleetId: true }),
  response: enrollmentToken.extend({ token: z.string() }),
  status: 201,
  creates: true,
  run: createEnrollmentToken,
});

export const revokeEnrollmentTokenOperation = defineOperation({
  id: "revokeEnrollmentToken",
  method: "DELETE",
  path: "/api/v1/enrollment-tokens/{enrollmentTokenId}",
  tag: "Fleets",
  summary: "Revoke an enrollment token; the devices that used it stay",
  auth: "user",
  response: enrollmentToken,
  run: revokeEnrollmentToken,
});

export const fleetsOperations = [
  listFleetsOperation,
  createFleetOperation,
  getFleetOperation,
  updateFleetOperation,
  deleteFleetOperation,
  countFleetVersionsOperation,
  listEnrollmentTokensOperation,
  createEnrollmentTokenOperation,
  revokeEnrollmentTokenOperation,
];
