"use client";

import { useQuery } from "@tanstack/react-query";
import { PasswordInput } from "#components/access/password-input.tsx";
import { type ExternalProvider, ProviderButtons } from "#components/access/provider-buttons.tsx";
import { acceptInvitation, openInvitation } from "#components/access/queries.ts";
import { useSetUpToken } from "#components/access/set-up-token.ts";
import { startSession } from "#components/access/start-session.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "#lib/access/rules/password.ts";

/** What an invitation's link opens: for whom it is, and the account to be made. */
export function AcceptInvitation({ providers }: { providers: readonly ExternalProvider[] }) {
  const [token] = useSetUpToken("invite");
  const invitation = useQuery({
    queryKey: ["invitations", "open", token],
    queryFn: () => openInvitation(token ?? ""),
    enabled: typeof token === "string",
    retry: false,
  });

  if (token === null) {
    return (
      <div className="space-y-2">
        <h1 className="text-lg font-semibold">This page needs an invitation</h1>
        <p className="text-muted">Open the link as it came. It ends in #slp_invite_… and a long word.</p>
      </div>
    );
  }
  if (invitation.error) return <ErrorState error={invitation.error} title="The invitation is not valid" />;
  if (token === undefined || !invitation.data) return <FormSkeleton />;
  const { email, role } = invitation.data;
  return (
    <div className="space-y-4">
      <div>
        <h1 className="text-lg font-semibold">You are invited</h1>
        <p className="mt-0.5 text-muted">
          As {role}, with the address <span className="break-words text-ink">{email}</span>.
        </p>
      </div>
      {providers.length > 0 && <ProviderButtons providers={providers} returnPath="/" />}
      <AccountForm token={token} email={email} />
    </div>
  );
}

function AccountForm({ token, email }: { token: string; email: string }) {
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (form) => {
    const { name = "", password = "" } = Object.fromEntries(form) as Record<string, string>;
    await acceptInvitation({ token, name, password });
    const outcome = await startSession(email, password);
    window.location.replace(outcome === "signedIn" ? "/" : "/sign-in");
  });
  return (
    <form method="post" className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["name", "password"]} title="The account was not made" />
      {/* Tells password managers whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label="Name" error={problemOf("name")}>
        <Input name="name" autoComplete="name" required maxLength={120} autoFocus className="h-9" />
      </Field>
      <Field label="Password" error={problemOf("password")} help={`At least ${PASSWORD_LENGTH_MIN} characters.`}>
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={PASSWORD_LENGTH_MAX}
          className="h-9"
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="w-full" busy={isBusy}>
        Make the account and sign in
      </Button>
    </form>
  );
}

function FormSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="space-y-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-10" />
    </div>
  );
}
