import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import type { Actor } from "#lib/access/rules/actor.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { requirePageReach } from "#lib/http/page-reach.ts";
import { readSession } from "#lib/http/session.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getRuntime, makeContext } from "#lib/kernel/runtime.ts";

export type SignedIn = Extract<Actor, { kind: "user" }>;

/** Who looks at this page, once per request; null when nobody is signed in. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const actor = await readSession(getRuntime(), await headers());
  return actor?.kind === "user" ? actor : null;
});

/**
 * The context of the signed-in person for a page. Leads to the sign-in page, or to the first-run page; "not found" where
 * the address is about something that the person may not see.
 */
export async function getPageContext(): Promise<Context & { actor: SignedIn }> {
  const ctx = await getShellContext();
  await loadPage(async () => requirePageReach(ctx, (await headers()).get("x-path")));
  return ctx;
}

/** The same for what stands around every page, also around "not found". */
export async function getShellContext(): Promise<Context & { actor: SignedIn }> {
  const actor = await findSignedIn();
  if (actor) return { ...makeContext(getRuntime(), actor), actor };
  redirect((await needsSetUp(getStrangerContext())) ? "/setup" : await signInPath());
}

/** The context of the pages for people who are not signed in yet. */
export function getStrangerContext(): Context {
  return makeContext(getRuntime(), { kind: "anonymous" });
}

/** The sign-in page, which leads back to the page that was asked for. */
async function signInPath(): Promise<string> {
  const here = (await headers()).get("x-path");
  return here && here !== "/" ? `/sign-in?callbackUrl=${encodeURIComponent(here)}` : "/sign-in";
}
