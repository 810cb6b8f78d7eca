import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ProviderButtons } from "#components/access/provider-buttons.tsx";
import { safeReturnPath } from "#components/access/return-path.ts";
import { SignInForm } from "#components/access/sign-in-form.tsx";
import { readSignInRefusal } from "#components/access/sign-in-refusals.ts";
import { Notice } from "#components/ui/notice.tsx";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import { listProviders } from "#lib/http/list-providers.ts";
import { type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { findSignedIn, getStrangerContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Sign in" };

const NOTICES: Record<string, string> = {
  signedOut: "You are signed out.",
  passwordChanged: "Your password is changed, and all your sessions ended. Sign in with the new one.",
};

export default async function SignInPage({ searchParams }: PageRequest) {
  const { callbackUrl, notice, error } = pickQuery(await searchParams, ["callbackUrl", "notice", "error"]);
  const returnPath = safeReturnPath(callbackUrl);
  if (await findSignedIn()) redirect(returnPath);
  const ctx = getStrangerContext();
  if (await needsSetUp(ctx)) redirect("/setup");
  const providers = listProviders(ctx.config);
  const refusal = readSignInRefusal(error);
  return (
    <>
      <h1 className="mb-4 text-lg font-semibold">Sign in</h1>
      {refusal && (
        <Notice kind="bad" title={refusal.title} className="mb-4">
          {refusal.detail}
        </Notice>
      )}
      {providers.length > 0 && (
        <div className="mb-4">
          <ProviderButtons providers={providers} returnPath={returnPath} />
        </div>
      )}
      <SignInForm returnPath={returnPath} notice={NOTICES[notice ?? ""] ?? null} />
    </>
  );
}
