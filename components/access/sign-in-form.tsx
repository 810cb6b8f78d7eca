"use client";

import { useRef, useState } from "react";
import { PasswordInput } from "#components/access/password-input.tsx";
import { type SignInOutcome, startSession } from "#components/access/start-session.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

/** Asks for e-mail address and password, and goes on to `returnPath`, which the server has checked. */
export function SignInForm({ returnPath, notice }: { returnPath: string; notice: string | null }) {
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const { onSubmit, isBusy, error } = useFormSubmit(async (form) => {
    setOutcome(null);
    const next = await startSession(textOf(form, "email"), textOf(form, "password"));
    setOutcome(next);
    if (next === "signedIn") window.location.replace(returnPath);
    else password.current?.select();
  });

  return (
    <form
      // Without JavaScript the password must not end up in the address.
      method="post"
      className="space-y-4"
      onSubmit={onSubmit}
    >
      {notice && outcome === null && <Notice>{notice}</Notice>}
      {outcome === "wrongPassword" && (
        <Notice kind="bad" title="The address or the password is not right">
          Check both. An administrator can give you a link to set a new password.
        </Notice>
      )}
      {outcome === "tooManyTries" && (
        <Notice kind="bad" title="Too many wrong passwords">
          Wait a quarter of an hour and try again.
        </Notice>
      )}
      <FormError error={error} title="Signing in did not work" />
      <Field label="E-mail">
        <Input name="email" type="email" autoComplete="username" required autoFocus className="h-9" />
      </Field>
      <Field label="Password">
        <PasswordInput ref={password} name="password" autoComplete="current-password" required className="h-9" />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="w-full" busy={isBusy || outcome === "signedIn"}>
        Sign in
      </Button>
    </form>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
