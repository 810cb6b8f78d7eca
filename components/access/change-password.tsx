"use client";

import { api, withQuery } from "#components/api.ts";
import { PasswordInput } from "#components/access/password-input.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#lib/access/rules/password.ts";

/** Changes one's own password, which ends every session, this one too. */
export function ChangePassword({ email }: { email: string }) {
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (form) => {
    await api("/api/v1/me/password", { method: "POST", body: fieldsOf(form) });
    // Not by the router: what it holds of the pages belongs to a session that has ended.
    window.location.replace(withQuery("/sign-in", { notice: "passwordChanged" }));
  });

  return (
    <form method="post" className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["currentPassword", "newPassword"]} title="The password was not changed" />
      {/* Tells password managers whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label="Present password" error={problemOf("currentPassword")}>
        <PasswordInput
          name="currentPassword"
          autoComplete="current-password"
          required
          maxLength={PASSWORD_LENGTH_MAX}
        />
      </Field>
      <Field label="New password" error={problemOf("newPassword")} help={`At least ${PASSWORD_LENGTH_MIN} characters.`}>
        <PasswordInput
          name="newPassword"
          autoComplete="new-password"
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
        />
      </Field>
      <Button type="submit" variant="primary" busy={isBusy}>
        Change password and sign in again
      </Button>
    </form>
  );
}

function fieldsOf(form: FormData): Record<string, unknown> {
  return { currentPassword: form.get("currentPassword"), newPassword: form.get("newPassword") };
}
