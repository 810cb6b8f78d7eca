import { getToken } from "next-auth/jwt";
import { findSignedInUser } from "#lib/access/find-signed-in-user.ts";
import { systemActor, type Actor } from "#lib/access/rules/actor.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";

/** The person behind a next-auth session cookie; null when there is none, or it ended, or the person was disabled. */
export async function readSession(runtime: Runtime, headers: Headers): Promise<Actor | null> {
  const cookie = headers.get("cookie");
  if (!cookie?.includes("next-auth.session-token")) return null;
  const token = await getToken({
    // next-auth reads the cookies and headers of a request only; its type names the whole one.
    req: { cookies: parseCookies(cookie), headers: {} } as never,
    secret: runtime.config.nextAuthSecret ?? undefined,
    secureCookie: usesSecureCookies(runtime),
  });
  if (!token || typeof token.userId !== "string" || typeof token.sessionVersion !== "number") return null;
  const ctx = makeContext(runtime, systemActor("sign-in"));
  return findSignedInUser(ctx, { userId: token.userId, sessionVersion: token.sessionVersion });
}

/** Cookies are marked Secure when people reach us over https. */
export function usesSecureCookies(runtime: Runtime): boolean {
  return runtime.config.publicUrl?.startsWith("https://") ?? false;
}

function parseCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((part): [string, string] => {
    const at = part.indexOf("=");
    return [part.slice(0, at).trim(), decodeCookie(part.slice(at + 1).trim())];
  });
  return Object.fromEntries(pairs);
}

function decodeCookie(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Not percent-encoded: as it stands.
  }
}
