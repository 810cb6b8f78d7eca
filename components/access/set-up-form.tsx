"use client";

import Link from "next/link";
import { useState } from "react";
import { PasswordInput } from "#components/access/password-input.tsx";
import { MissingToken } from "#components/access/missing-token.tsx";
import { useSetUpToken } from "#components/access/set-up-token.ts";
import { startSession } from "#components/access/start-session.ts";
import { ApiError, api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#lib/access/rules/password.ts";
import type { UserView } from "#lib/access/view.ts";

const PLACED = ["email", "name", "password"];

/** Uses a one-time link: makes the first administrator, or sets the password of a person who was invited. */
export function SetUpForm({ isFirst }: { isFirst: boolean }) {
  const [token, setToken] = useSetUpToken();
  const [isDone, setIsDone] = useState(false);

  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (form) => {
    const fields = Object.fromEntries(form) as Record<string, string>;
    const user = await api<UserView>("/api/v1/setup", { method: "POST", body: { token, ...fields }, anonymous: true });
    setIsDone(true);
    const outcome = await startSession(user.email, fields.password ?? "");
    window.location.replace(outcome === "signedIn" ? "/" : "/sign-in");
  });

  if (token === undefined) return <FormSkeleton />;
  if (token === null) return <MissingToken isFirst={isFirst} onToken={setToken} />;
  return (
    <form method="post" className="space-y-4" onSubmit={onSubmit}>
      <div>
        <h1 className="text-lg font-semibold">{isFirst ? "Make the first administrator" : "Choose your password"}</h1>
        <p className="mt-0.5 text-muted">
          {isFirst
            ? "Others are invited from inside."
            : "The link works once. After this you sign in with the password."}
        </p>
      </div>
      <SetUpError error={error} isFirst={isFirst} />
      {isFirst && (
        <>
          <Field label="Name" error={problemOf("name")}>
            <Input name="name" autoComplete="name" required maxLength={120} autoFocus className="h-9" />
          </Field>
          <Field label="E-mail" error={problemOf("email")}>
            <Input name="email" type="email" autoComplete="username" required className="h-9" />
          </Field>
        </>
      )}
      <Field
        label="Password"
        error={problemOf("password")}
        help={`At least ${PASSWORD_LENGTH_MIN} characters. A few unrelated words are easy to keep in mind.`}
      >
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
          autoFocus={!isFirst}
          className="h-9"
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="w-full" busy={isBusy || isDone}>
        {isFirst ? "Make the administrator and sign in" : "Set the password and sign in"}
      </Button>
    </form>
  );
}

function SetUpError({ error, isFirst }: { error: unknown; isFirst: boolean }) {
  return (
    <>
      <FormError error={error} placed={PLACED} title="The link was not accepted" />
      {error instanceof ApiError && error.code === "UNAUTHENTICATED" && (
        <p className="text-muted">
          {isFirst ? "Restart Slipway: it prints a new link." : "Ask an administrator for a new link."}{" "}
          <Link href="/sign-in" className="text-accent-ink underline-offset-2 hover:underline">
            Sign in
          </Link>{" "}
          if you have a password already.
        </p>
      )}
    </>
  );
}

function FormSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="space-y-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-9" />
      <Skeleton className="h-10" />
    </div>
  );
}
