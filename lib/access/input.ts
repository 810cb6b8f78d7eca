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
});

export const listTokensInput = pageInput;
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
