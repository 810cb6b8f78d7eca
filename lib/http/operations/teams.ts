import { z } from "zod";
import {
  acceptInvitationInput,
  createGroupMappingInput,
  createInvitationInput,
  createServiceAccountInput,
  createTeamInput,
  listInvitationsInput,
  listServiceAccountsInput,
  listTeamsInput,
  openInvitationInput,
  updateServiceAccountInput,
  updateTeamInput,
} from "#lib/access/input.ts";
import { acceptInvitation, openInvitation } from "#lib/access/invitations/accept.ts";
import { createInvitation } from "#lib/access/invitations/create.ts";
import { listInvitations } from "#lib/access/invitations/list.ts";
import { revokeInvitation } from "#lib/access/invitations/revoke.ts";
import { ROLES } from "#lib/access/rules/scopes.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { listServiceAccounts } from "#lib/access/service-accounts/list.ts";
import { updateServiceAccount } from "#lib/access/service-accounts/update.ts";
import { getTeam, listTeams } from "#lib/access/teams/find.ts";
import { createGroupMapping, deleteGroupMapping, listGroupMappings } from "#lib/access/teams/mappings.ts";
import { addTeamMember, removeTeamMember } from "#lib/access/teams/members.ts";
import { createTeam, deleteTeam, updateTeam } from "#lib/access/teams/save.ts";
import { user } from "#lib/http/operations/access.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

const TAG = "People and tokens";
const LIMITED = "Sees and changes only what belongs to a team of theirs.";

const serviceAccount = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  isLimited: z.boolean().describe(LIMITED),
  createdAt: z.string(),
});

const invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(ROLES),
  isLimited: z.boolean().describe(LIMITED),
  teamIds: z.array(z.uuid()),
  status: z.enum(["open", "accepted", "revoked", "expired"]),
  createdBy: actorShape,
  createdAt: z.string(),
  expiresAt: z.string(),
});

const reference = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

const team = reference.extend({
  description: z.string(),
  members: z.array(
    z.object({
      userId: z.uuid(),
      name: z.string(),
      email: z.string(),
      kind: z.enum(["person", "service"]),
      source: z.string().describe("manual; or github or oidc, where it follows from a group there."),
    }),
  ),
  products: z.array(reference),
  environments: z.array(reference),
  createdAt: z.string(),
});

const groupMapping = z.object({
  id: z.uuid(),
  provider: z.string(),
  group: z.string().describe("As the provider names it; of GitHub: org or org/team."),
  role: z.enum(ROLES).nullable().describe("The role that its people have at the least."),
  teamId: z.uuid().nullable(),
  createdAt: z.string(),
});

export const listInvitationsOperation = defineOperation({
  id: "listInvitations",
  method: "GET",
  path: "/api/v1/invitations",
  tag: TAG,
  summary: "List invitations",
  auth: "user",
  query: listInvitationsInput,
  response: pageOf(invitation),
  run: listInvitations,
});

export const createInvitationOperation = defineOperation({
  id: "createInvitation",
  method: "POST",
  path: "/api/v1/invitations",
  tag: TAG,
  summary: "Invite somebody who has no account yet",
  description: "The answer holds the secret of a link, shown this once, for the page /invitation.",
  auth: "user",
  body: createInvitationInput,
  response: invitation.extend({ token: z.string() }),
  status: 201,
  creates: true,
  run: createInvitation,
});

export const openInvitationOperation = defineOperation({
  id: "openInvitation",
  method: "POST",
  path: "/api/v1/invitations/open",
  tag: TAG,
  summary: "Look at an invitation, with the secret of its link",
  auth: "none",
  body: openInvitationInput,
  response: z.object({ email: z.string(), role: z.enum(ROLES), expiresAt: z.string() }),
  run: openInvitation,
});

export const acceptInvitationOperation = defineOperation({
  id: "acceptInvitation",
  method: "POST",
  path: "/api/v1/invitations/accept",
  tag: TAG,
  summary: "Accept an invitation, with the secret of its link",
  auth: "none",
  body: acceptInvitationInput,
  response: user,
  status: 201,
  run: acceptInvitation,
});

export const revokeInvitationOperation = defineOperation({
  id: "revokeInvitation",
  method: "DELETE",
  path: "/api/v1/invitations/{invitationId}",
  tag: TAG,
  summary: "Revoke an invitation",
  auth: "user",
  response: invitation,
  run: revokeInvitation,
});

export const listServiceAccountsOperation = defineOperation({
  id: "listServiceAccounts",
  method: "GET",
  path: "/api/v1/service-accounts",
  tag: TAG,
  summary: "List service accounts",
  auth: "user",
  query: listServiceAccountsInput,
  response: pageOf(serviceAccount),
  run: listServiceAccounts,
});

export const createServiceAccountOperation = defineOperation({
  id: "createServiceAccount",
  method: "POST",
  path: "/api/v1/service-accounts",
  tag: TAG,
  summary: "Make a service account",
  description: "It never signs in. Its tokens may do what they name, as far as its role and its teams allow it.",
  auth: "user",
  body: createServiceAccountInput,
  response: serviceAccount,
  status: 201,
  creates: true,
  run: createServiceAccount,
});

export const updateServiceAccountOperation = defineOperation({
  id: "updateServiceAccount",
  method: "PATCH",
  path: "/api/v1/service-accounts/{serviceAccountId}",
  tag: TAG,
  summary: "Change or disable a service account",
  auth: "user",
  body: updateServiceAccountInput.omit({ serviceAccountId: true }),
  response: serviceAccount,
  run: updateServiceAccount,
});

export const listTeamsOperation = defineOperation({
  id: "listTeams",
  method: "GET",
  path: "/api/v1/teams",
  tag: TAG,
  summary: "List teams",
  auth: "user",
  query: listTeamsInput,
  response: pageOf(team),
  run: listTeams,
});

export const createTeamOperation = defineOperation({
  id: "createTeam",
  method: "POST",
  path: "/api/v1/teams",
  tag: TAG,
  summary: "Make a team",
  auth: "user",
  body: createTeamInput,
  response: team,
  status: 201,
  creates: true,
  run: createTeam,
});

export const getTeamOperation = defineOperation({
  id: "getTeam",
  method: "GET",
  path: "/api/v1/teams/{teamId}",
  tag: TAG,
  summary: "Read a team",
  auth: "user",
  response: team,
  run: getTeam,
});

export const updateTeamOperation = defineOperation({
  id: "updateTeam",
  method: "PATCH",
  path: "/api/v1/teams/{teamId}",
  tag: TAG,
  summary: "Change a team, its products or its environments",
  auth: "user",
  body: updateTeamInput.omit({ teamId: true }),
  response: team,
  run: updateTeam,
});

export const deleteTeamOperation = defineOperation({
  id: "deleteTeam",
  method: "DELETE",
  path: "/api/v1/teams/{teamId}",
  tag: TAG,
  summary: "Delete a team; what is its own stays",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteTeam,
});

export const addTeamMemberOperation = defineOperation({
  id: "addTeamMember",
  method: "PUT",
  path: "/api/v1/teams/{teamId}/members/{userId}",
  tag: TAG,
  summary: "Make somebody a member of a team",
  auth: "user",
  response: team,
  run: addTeamMember,
});

export const removeTeamMemberOperation = defineOperation({
  id: "removeTeamMember",
  method: "DELETE",
  path: "/api/v1/teams/{teamId}/members/{userId}",
  tag: TAG,
  summary: "Take somebody out of a team",
  auth: "user",
  response: team,
  run: removeTeamMember,
});

export const listGroupMappingsOperation = defineOperation({
  id: "listGroupMappings",
  method: "GET",
  path: "/api/v1/group-mappings",
  tag: TAG,
  summary: "List what groups of GitHub and of the OpenID provider mean here",
  auth: "user",
  response: z.object({ items: z.array(groupMapping) }),
  run: listGroupMappings,
});

export const createGroupMappingOperation = defineOperation({
  id: "createGroupMapping",
  method: "POST",
  path: "/api/v1/group-mappings",
  tag: TAG,
  summary: "Say what a group means here",
  description: "It counts from each person's next sign-in on. A group that gives a role also lets new people in.",
  auth: "user",
  body: createGroupMappingInput,
  response: groupMapping,
  status: 201,
  creates: true,
  run: createGroupMapping,
});

export const deleteGroupMappingOperation = defineOperation({
  id: "deleteGroupMapping",
  method: "DELETE",
  path: "/api/v1/group-mappings/{groupMappingId}",
  tag: TAG,
  summary: "Let a group mean nothing any more",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteGroupMapping,
});

export const teamsOperations = [
  listInvitationsOperation,
  createInvitationOperation,
  openInvitationOperation,
  acceptInvitationOperation,
  revokeInvitationOperation,
  listServiceAccountsOperation,
  createServiceAccountOperation,
  updateServiceAccountOperation,
  listTeamsOperation,
  createTeamOperation,
  getTeamOperation,
  updateTeamOperation,
  deleteTeamOperation,
  addTeamMemberOperation,
  removeTeamMemberOperation,
  listGroupMappingsOperation,
  createGroupMappingOperation,
  deleteGroupMappingOperation,
];
