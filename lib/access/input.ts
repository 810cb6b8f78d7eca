import { z } from "zod";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#lib/access/rules/password.ts";
import { isRole, isScope, ROLES, SCOPES } from "#lib/access/rules/scopes.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

export const emailInput = z.email({ error: "is no e-mail address" }).max(254).toLowerCase();
export const personNameInput = z.string().trim().min(1).max(120);
export const roleInput = z.enum(ROLES);
export const passwordInput = z
  .string()
  .min(PASSWORD_LENGTH_MIN, { error: `needs at least ${PASSWORD_LENGTH_MIN} characters` })
  .max(PASSWORD_LENGTH_MAX);

export const createTokenInput = z.strictObject({
  name: z.string().trim().min(1).max(120),
  scopes: z
    .array(
      z.string().refine((name) => isRole(name) || isScope(name), {
        error: `is no scope; there are ${[...ROLES, ...SCOPES].join(", ")}`,
      }),
    )
    .min(1)
    .max(50),
  expiresAt: timeInput.optional(),
  /** Reaches these alone; all where none is named. */
  productIds: z.array(z.uuid()).max(200).optional(),
  serviceAccountId: z.uuid().optional(),
});

export const listTokensInput = pageInput.extend({ serviceAccountId: z.uuid().optional() });
export const tokenIdInput = z.strictObject({ tokenId: z.uuid() });

export const listUsersInput = pageInput;
export const userIdInput = z.strictObject({ userId: z.uuid() });
export const createUserInput = z.strictObject({ email: emailInput, name: personNameInput, role: roleInput });
export const updateUserInput = userIdInput.extend({
  name: personNameInput.optional(),
  role: roleInput.optional(),
  disabled: z.boolean().optional(),
  isLimited: z.boolean().optional(),
});

/** For the first administrator: all three. For a person who was invited: the token and the password. */
export const setUpInput = z.strictObject({
  token: z.string().min(1).max(200),
  password: passwordInput,
  email: emailInput.optional(),
  name: personNameInput.optional(),
});

export const changePasswordInput = z.strictObject({
  currentPassword: z.string().min(1).max(PASSWORD_LENGTH_MAX),
  newPassword: passwordInput,
});

export const sessionIdInput = z.strictObject({ sessionId: z.uuid() });

export const beginSecondFactorInput = z.strictObject({ password: z.string().min(1).max(PASSWORD_LENGTH_MAX) });
/** Of the app, or a recovery code. */
export const codeInput = z.strictObject({ code: z.string().trim().min(6).max(40) });

export const identityIdInput = z.strictObject({ identityId: z.uuid() });

export const listServiceAccountsInput = pageInput;
export const serviceAccountIdInput = z.strictObject({ serviceAccountId: z.uuid() });
export const createServiceAccountInput = z.strictObject({
  name: personNameInput,
  role: roleInput,
  isLimited: z.boolean().default(false),
});
export const updateServiceAccountInput = serviceAccountIdInput.extend({
  name: personNameInput.optional(),
  role: roleInput.optional(),
  isLimited: z.boolean().optional(),
  disabled: z.boolean().optional(),
});

export const listInvitationsInput = pageInput;
export const invitationIdInput = z.strictObject({ invitationId: z.uuid() });
export const createInvitationInput = z.strictObject({
  email: emailInput,
  role: roleInput,
  isLimited: z.boolean().default(false),
  teamIds: z.array(z.uuid()).max(50).default([]),
  days: z.number().int().min(1).max(30).default(7),
});
export const openInvitationInput = z.strictObject({ token: z.string().min(1).max(200) });
export const acceptInvitationInput = openInvitationInput.extend({ name: personNameInput, password: passwordInput });

export const listTeamsInput = pageInput;
export const teamIdInput = z.strictObject({ teamId: z.uuid() });
const teamFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000).optional(),
  productIds: z.array(z.uuid()).max(1000).optional(),
  environmentIds: z.array(z.uuid()).max(200).optional(),
});
export const createTeamInput = teamFields.extend({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "wants small letters, digits and dashes" }),
});
export const updateTeamInput = teamFields.partial().extend(teamIdInput.shape);
export const teamMemberInput = teamIdInput.extend({ userId: z.uuid() });

export const groupMappingIdInput = z.strictObject({ groupMappingId: z.uuid() });
export const createGroupMappingInput = z
  .strictObject({
    provider: z.enum(["github", "oidc"]),
    group: z.string().trim().min(1).max(255),
    role: roleInput.optional(),
    teamId: z.uuid().optional(),
  })
  .refine(({ role, teamId }) => role !== undefined || teamId !== undefined, {
    error: "A group gives a role, a team, or both.",
    path: ["role"],
  });
