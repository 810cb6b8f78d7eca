import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeReturnPath } from "#components/access/return-path.ts";
import { SignInForm } from "#components/access/sign-in-form.tsx";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import { type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { findSignedIn, getStrangerContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Sign in" };

const NOTICES: Record<string, string> = {
  signedOut: "You are signed out.",
  passwordChanged: "Your password is changed, and all your sessions ended. Sign in with the new one.",
};

export default async function SignInPage({ searchParams }: PageRequest) {
  const { callbackUrl, notice } = pickQuery(await searchParams, ["callbackUrl", "notice"]);
  const returnPath = safeReturnPath(callbackUrl);
  if (await findSignedIn()) redirect(returnPath);
  if (await needsSetUp(getStrangerContext())) redirect("/setup");
  return (
    <>
      <h1 className="mb-4 text-lg font-semibold">Sign in</h1>
      <SignInForm returnPath={returnPath} notice={NOTICES[notice ?? ""] ?? null} />
    </>
  );
}
