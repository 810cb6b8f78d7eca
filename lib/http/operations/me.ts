import { z } from "zod";
import { listMyIdentities } from "#lib/access/identities/list.ts";
import { unlinkMyIdentity } from "#lib/access/identities/unlink.ts";
import { beginSecondFactorInput, codeInput } from "#lib/access/input.ts";
import { beginSecondFactor } from "#lib/access/second-factor/begin.ts";
import { confirmSecondFactor } from "#lib/access/second-factor/confirm.ts";
import { removeMySecondFactor, removeSecondFactorOfUser } from "#lib/access/second-factor/remove.ts";
import { renewRecoveryCodes } from "#lib/access/second-factor/renew-recovery-codes.ts";
import { showSecondFactor } from "#lib/access/second-factor/show.ts";
import { listMySessions, listSessionsOfUser } from "#lib/access/sessions/list.ts";
import { revokeMyOtherSessions, revokeMySession, revokeSessionsOfUser } from "#lib/access/sessions/revoke.ts";
import { defineOperation } from "#lib/http/operation.ts";

const TAG = "People and tokens";

const session = z.object({
  id: z.uuid(),
  provider: z.string().describe("password, github or oidc"),
  browser: z.string(),
  address: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  isCurrent: z.boolean().describe("The session in which this is asked."),
});
const sessions = z.object({ items: z.array(session) });
const ended = z.object({ ended: z.number().int().describe("How many sessions went on until now.") });

const identity = z.object({
  id: z.uuid(),
  provider: z.string(),
  groups: z.array(z.string()),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

const secondFactor = z.object({
  hasPassword: z.boolean().describe("A second factor goes with a password; who signs in elsewhere has it there."),
  confirmedAt: z.string().nullable().describe("Since when a code is asked for; null where none is."),
  recoveryCodesLeft: z.number().int(),
});
const newSecondFactor = z.object({
  secret: z.string(),
  address: z.string().describe("otpauth://…, for an authenticator app."),
  picture: z.string().describe("The address as a QR code, an SVG."),
});
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()).describe("Each works once; shown this once.") });

export const listMySessionsOperation = defineOperation({
  id: "listMySessions",
  method: "GET",
  path: "/api/v1/me/sessions",
  tag: TAG,
  summary: "List the browsers in which I am signed in",
  auth: "user",
  response: sessions,
  run: listMySessions,
});

export const revokeMyOtherSessionsOperation = defineOperation({
  id: "revokeMyOtherSessions",
  method: "DELETE",
  path: "/api/v1/me/sessions",
  tag: TAG,
  summary: "End my sessions in all other browsers",
  auth: "user",
  response: ended,
  run: revokeMyOtherSessions,
});

export const revokeMySessionOperation = defineOperation({
  id: "revokeMySession",
  method: "DELETE",
  path: "/api/v1/me/sessions/{sessionId}",
  tag: TAG,
  summary: "End one of my sessions",
  auth: "user",
  response: z.void(),
  status: 204,
  run: revokeMySession,
});

export const listMyIdentitiesOperation = defineOperation({
  id: "listMyIdentities",
  method: "GET",
  path: "/api/v1/me/identities",
  tag: TAG,
  summary: "List the accounts elsewhere with which I sign in",
  auth: "user",
  response: z.object({ items: z.array(identity) }),
  run: listMyIdentities,
});

export const unlinkMyIdentityOperation = defineOperation({
  id: "unlinkMyIdentity",
  method: "DELETE",
  path: "/api/v1/me/identities/{identityId}",
  tag: TAG,
  summary: "Forget an account elsewhere with which I sign in",
  auth: "user",
  response: z.void(),
  status: 204,
  run: unlinkMyIdentity,
});

export const showSecondFactorOperation = defineOperation({
  id: "showSecondFactor",
  method: "GET",
  path: "/api/v1/me/second-factor",
  tag: TAG,
  summary: "Do I have a second factor?",
  auth: "user",
  response: secondFactor,
  run: showSecondFactor,
});

export const beginSecondFactorOperation = defineOperation({
  id: "beginSecondFactor",
  method: "POST",
  path: "/api/v1/me/second-factor",
  tag: TAG,
  summary: "Begin to set up a second factor (TOTP)",
  description: "It asks for nothing until it is confirmed with a first code.",
  auth: "user",
  body: beginSecondFactorInput,
  response: newSecondFactor,
  status: 201,
  run: beginSecondFactor,
});

export const confirmSecondFactorOperation = defineOperation({
  id: "confirmSecondFactor",
  method: "POST",
  path: "/api/v1/me/second-factor/confirm",
  tag: TAG,
  summary: "Turn my second factor on with a first code",
  auth: "user",
  body: codeInput,
  response: recoveryCodes,
  run: confirmSecondFactor,
});

export const removeMySecondFactorOperation = defineOperation({
  id: "removeMySecondFactor",
  method: "POST",
  path: "/api/v1/me/second-factor/remove",
  tag: TAG,
  summary: "Remove my second factor, with a last code",
  auth: "user",
  body: codeInput,
  response: z.void(),
  status: 204,
  run: removeMySecondFactor,
});

export const renewRecoveryCodesOperation = defineOperation({
  id: "renewRecoveryCodes",
  method: "POST",
  path: "/api/v1/me/second-factor/recovery-codes",
  tag: TAG,
  summary: "Make new recovery codes; the old ones end",
  auth: "user",
  body: codeInput,
  response: recoveryCodes,
  run: renewRecoveryCodes,
});

export const listSessionsOfUserOperation = defineOperation({
  id: "listSessionsOfUser",
  method: "GET",
  path: "/api/v1/users/{userId}/sessions",
  tag: TAG,
  summary: "List the browsers in which a person is signed in",
  auth: "user",
  response: sessions,
  run: listSessionsOfUser,
});

export const revokeSessionsOfUserOperation = defineOperation({
  id: "revokeSessionsOfUser",
  method: "DELETE",
  path: "/api/v1/users/{userId}/sessions",
  tag: TAG,
  summary: "End every session of a person",
  auth: "user",
  response: ended,
  run: revokeSessionsOfUser,
});

export const removeSecondFactorOfUserOperation = defineOperation({
  id: "removeSecondFactorOfUser",
  method: "DELETE",
  path: "/api/v1/users/{userId}/second-factor",
  tag: TAG,
  summary: "Remove the second factor of a person who lost it",
  auth: "user",
  response: z.void(),
  status: 204,
  run: removeSecondFactorOfUser,
});

export const meOperations = [
  listMySessionsOperation,
  revokeMyOtherSessionsOperation,
  revokeMySessionOperation,
  listMyIdentitiesOperation,
  unlinkMyIdentityOperation,
  showSecondFactorOperation,
  beginSecondFactorOperation,
  confirmSecondFactorOperation,
  removeMySecondFactorOperation,
  renewRecoveryCodesOperation,
  listSessionsOfUserOperation,
  revokeSessionsOfUserOperation,
  removeSecondFactorOfUserOperation,
];
