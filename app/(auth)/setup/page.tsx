import type { Metadata } from "next";
import { SetUpForm } from "#components/access/set-up-form.tsx";
import { needsSetup } from "#lib/access/setup.ts";
import { getStrangerContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage() {
  return <SetUpForm isFirst={await needsSetup(getStrangerContext())} />;
}
