import type { Metadata } from "next";
import { SetUpForm } from "#components/access/set-up-form.tsx";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import { getStrangerContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage() {
  return <SetUpForm isFirst={await needsSetUp(getStrangerContext())} />;
}
