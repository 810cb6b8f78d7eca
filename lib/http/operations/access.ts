import { z } from "zod";
import { changePassword } from "#lib/access/change-password.ts";
import { createToken } from "#lib/access/create-token.ts";
import { createUser } from "#lib/access/create-user.ts";
import { describeMe } from "#lib/access/describe-me.ts";
import {
  changePasswordInput,
  createTokenInput,
  createUserInput,
  listTokensInput,
  listUsersInput,
  setUpInput,
  updateUserInput,
} from "#lib/access/input.ts";
import { listTokens } from "#lib/access/list-tokens.ts";
import { listUsers } from "#lib/access/list-users.ts";
import { resetPassword } from "#lib/access/reset-password.ts";
import { revokeToken } from "#lib/access/revoke-token.ts";
import { ROLES, SCOPES } from "#lib/access/rules/scopes.ts";
import { setUp } from "#lib/access/set-up.ts";
import { updateUser } from "#lib/access/update-user.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";

export const user = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  isLimited: z.boolean().describe("Sees and changes only what belongs to a team of theirs."),
  hasPassword: z.boolean(),
  lastSignInAt: z.string().nullable(),
  createdAt: z.string(),
});
const invitedUser = user.extend({ setUpToken: z.string() });
const token = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  productIds: z.array(z.uuid()).describe("The products that it reaches alone; empty: all that its owner reaches."),
  serviceAccountId: z.uuid().nullable().describe("Null where it belongs to the house."),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});

export const setUpOperation = defineOperation({
  id: "setUp",
  method: "POST",
  path: "/api/v1/setup",
  tag: "People and tokens",
  summary: "Use a one-time set-up link",
  description: "Makes the first administrator, or sets the password of a person who was invited.",
  auth: "none",
  body: setUpInput,
  response: user,
  status: 201,
  run: setUp,
});

export const describeMeOperation = defineOperation({
  id: "describeMe",
  method: "GET",
  path: "/api/v1/me",
  tag: "People and tokens",
  summary: "Who am I, and what may I do?",
  auth: "user",
  response: z.object({
    kind: z.enum(["user", "token"]),
    id: z.uuid(),
    name: z.string(),
    email: z.string().optional(),
    role: z.enum(ROLES).optional(),
    scopes: z.array(z.enum(SCOPES)),
  }),
  run: describeMe,
});

export const changePasswordOperation = defineOperation({
  id: "changePassword",
  method: "POST",
  path: "/api/v1/me/password",
  tag: "People and tokens",
  summary: "Change my password",
  description: "Ends all sessions of the person, this one too.",
  auth: "user",
  body: changePasswordInput,
  response: user,
  run: changePassword,
});

export const listUsersOperation = defineOperation({
  id: "listUsers",
  method: "GET",
  path: "/api/v1/users",
  tag: "People and tokens",
  summary: "List people",
  auth: "user",
  query: listUsersInput,
  response: pageOf(user),
  run: listUsers,
});

export const createUserOperation = defineOperation({
  id: "createUser",
  method: "POST",
  path: "/api/v1/users",
  tag: "People and tokens",
  summary: "Invite a person",
  description: "The answer holds a one-time secret, shown this once, with which the person sets a password at /setup.",
  auth: "user",
  body: createUserInput,
  response: invitedUser,
  status: 201,
  creates: true,
  run: createUser,
});

export const updateUserOperation = defineOperation({
  id: "updateUser",
  method: "PATCH",
  path: "/api/v1/users/{userId}",
  tag: "People and tokens",
  summary: "Change a person's name, role, or whether they may sign in",
  auth: "user",
  body: updateUserInput.omit({ userId: true }),
  response: user,
  run: updateUser,
});

export const resetPasswordOperation = defineOperation({
  id: "resetPassword",
  method: "POST",
  path: "/api/v1/users/{userId}/reset-password",
  tag: "People and tokens",
  summary: "Make a one-time link with which a person sets a new password",
  auth: "user",
  response: invitedUser,
  creates: true,
  run: resetPassword,
});

export const listTokensOperation = defineOperation({
  id: "listTokens",
  method: "GET",
  path: "/api/v1/tokens",
  tag: "People and tokens",
  summary: "List API tokens",
  auth: "user",
  query: listTokensInput,
  response: pageOf(token),
  run: listTokens,
});

export const createTokenOperation = defineOperation({
  id: "createToken",
  method: "POST",
  path: "/api/v1/tokens",
  tag: "People and tokens",
  summary: "Make an API token",
  description: "The token stands in the answer, this once; only its hash is kept.",
  auth: "user",
  body: createTokenInput,
  response: token.extend({ token: z.string() }),
  status: 201,
  creates: true,
  run: createToken,
});

export const revokeTokenOperation = defineOperation({
  id: "revokeToken",
  method: "DELETE",
  path: "/api/v1/tokens/{tokenId}",
  tag: "People and tokens",
  summary: "Revoke an API token",
  auth: "user",
  response: token,
  run: revokeToken,
});

export const accessOperations = [
  setUpOperation,
  describeMeOperation,
  changePasswordOperation,
  listUsersOperation,
  createUserOperation,
  updateUserOperation,
  resetPasswordOperation,
  listTokensOperation,
  createTokenOperation,
  revokeTokenOperation,
];
