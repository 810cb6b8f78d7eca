import { DomainError } from "#lib/kernel/errors.ts";

/**
 * Refuses a state-changing call that a browser makes with a session cookie from another site. A browser names the
 * calling site in Origin, or says same-origin in Sec-Fetch-Site; a call that says neither is refused too.
 */
export function requireSameOrigin(headers: Headers, publicUrl: string | null): void {
  const origin = headers.get("origin");
  const isSame = origin === null ? headers.get("sec-fetch-site") === "same-origin" : isOurs(origin, headers, publicUrl);
  if (isSame) return;
  throw new DomainError("FORBIDDEN", "This call came from another site. Programs use an API token, not a cookie.");
}

function isOurs(origin: string, headers: Headers, publicUrl: string | null): boolean {
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}
