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

type SignInFormProps = { returnPath: string; notice: string | null };

/** Asks for e-mail address and password, then for a code where there is a second factor, and goes on to `returnPath`. */
export function SignInForm({ returnPath, notice }: SignInFormProps) {
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null);
  const [asksCode, setAsksCode] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  const { onSubmit, isBusy, error } = useFormSubmit(async (form) => {
    setOutcome(null);
    const next = await startSession(textOf(form, "email"), textOf(form, "password"), textOf(form, "code"));
    setOutcome(next);
    if (next === "signedIn") window.location.replace(returnPath);
    else if (next === "codeNeeded" || next === "codeWrong") setAsksCode(true);
    else password.current?.select();
  });

  return (
    <form
      // Without JavaScript the password must not end up in the address.
      method="post"
      className="space-y-4"
      onSubmit={onSubmit}
    >
      {notice && outcome === null && !asksCode && <Notice>{notice}</Notice>}
      <Outcome outcome={outcome} />
      <FormError error={error} title="Signing in did not work" />
      <div className={asksCode ? "hidden" : "space-y-4"}>
        <Field label="E-mail">
          <Input name="email" type="email" autoComplete="username" required autoFocus className="h-9" />
        </Field>
        <Field label="Password">
          <PasswordInput ref={password} name="password" autoComplete="current-password" required className="h-9" />
        </Field>
      </div>
      {asksCode && (
        <Field label="Code" help="Of your authenticator app. A recovery code works too, once.">
          <Input
            name="code"
            autoComplete="one-time-code"
            spellCheck={false}
            required
            autoFocus
            maxLength={40}
            className="h-9 font-mono tracking-widest"
          />
        </Field>
      )}
      <Button type="submit" variant="primary" size="lg" className="w-full" busy={isBusy || outcome === "signedIn"}>
        Sign in
      </Button>
      {asksCode && (
        <Button type="button" variant="ghost" className="w-full" onClick={() => window.location.reload()}>
          Sign in as somebody else
        </Button>
      )}
    </form>
  );
}

function Outcome({ outcome }: { outcome: SignInOutcome | null }) {
  if (outcome === "wrongPassword") {
    return (
      <Notice kind="bad" title="The address or the password is not right">
        Check both. An administrator can give you a link to set a new password.
      </Notice>
    );
  }
  if (outcome === "codeWrong") {
    return (
      <Notice kind="bad" title="The code is not right">
        Each works once, for half a minute. Wait for the next one, or check the clock of your phone.
      </Notice>
    );
  }
  if (outcome === "tooManyTries") {
    return (
      <Notice kind="bad" title="Too many wrong tries">
        Wait a quarter of an hour and try again.
      </Notice>
    );
  }
  return null;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
