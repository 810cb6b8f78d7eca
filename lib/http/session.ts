import { getToken, type JWT } from "next-auth/jwt";
import { findSignedInUser, type SessionClaim } from "#lib/access/find-signed-in-user.ts";
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
  const claim = token && readClaim(token);
  return claim ? findSignedInUser(makeContext(runtime, systemActor("sign-in")), claim) : null;
}

/** What the cookie says; null for one made before sessions were listed. */
export function readClaim({ userId, sessionVersion, sessionId }: JWT): SessionClaim | null {
  if (typeof userId !== "string" || typeof sessionVersion !== "number" || typeof sessionId !== "string") return null;
  return { userId, sessionVersion, sessionId };
}

/** Cookies are marked Secure when people reach us over https. */
export function usesSecureCookies(runtime: Runtime): boolean {
  return runtime.config.publicUrl?.startsWith("https://") ?? false;
}

export function parseCookies(header: string): Record<string, string> {
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
