import { operations } from "#lib/http/operations/all.ts";
import { DomainError, methodNotAllowed } from "#lib/kernel/errors.ts";

/*
 * What no route of ours answers is turned away before Next sees it: Next would say it with a page, with an empty body,
 * or with a 500 for what the caller sent.
 */

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** What we use of next-auth. The rest of it has pages of its own, and writes into our log what anybody sends. */
const NEXT_AUTH = [
  { method: "GET", path: "/api/auth/csrf" },
  { method: "GET", path: "/api/auth/session" },
  { method: "GET", path: "/api/auth/providers" },
  { method: "GET", path: "/api/auth/signin" },
  { method: "GET", path: "/api/auth/error" },
  { method: "POST", path: "/api/auth/callback/credentials" },
  { method: "POST", path: "/api/auth/signin/github" },
  { method: "GET", path: "/api/auth/callback/github" },
  { method: "POST", path: "/api/auth/signin/oidc" },
  { method: "GET", path: "/api/auth/callback/oidc" },
  { method: "POST", path: "/api/auth/signout" },
];

const routes = [...operations, ...NEXT_AUTH].map(({ method, path }) => ({ method, parts: path.split("/") }));

/** Says why a request cannot be meant for us, or null when it can. `target` is the address line as it was sent. */
export function turnAway(method: string, target: string): DomainError | null {
  const pathname = target.split(/[?#]/, 1)[0] ?? "";
  if (!isDecodable(pathname)) {
    return new DomainError("INVALID_INPUT", "The address holds a % that is no part of UTF-8 text. Write it as %25.");
  }
  const allowed = methodsAt(pathname);
  if (allowed.length > 0)
    return METHODS.has(method) && allowed.includes(method) ? null : methodNotAllowed(method, allowed);
  if (!METHODS.has(method)) return methodNotAllowed(method, ["GET", "HEAD"]);
  if (isOfProgram(pathname)) {
    return new DomainError("NOT_FOUND", "There is nothing at this address. GET /api/openapi.json lists what there is.");
  }
  // Pages are only read. What changes something goes through the API, so Next's server actions have no way in.
  const isPage = !pathname.startsWith("/_next/") && !pathname.startsWith("/__nextjs");
  return isPage && method !== "GET" && method !== "HEAD" ? methodNotAllowed(method, ["GET", "HEAD"]) : null;
}

/** Slashes too many are Next's to mend: it redirects to the address that was meant. */
function isOfProgram(pathname: string): boolean {
  const isUntidy = /[/\\]{2}|\\|.\/$/.test(pathname);
  return !isUntidy && (pathname === "/api" || pathname.startsWith("/api/"));
}

function methodsAt(pathname: string): string[] {
  const parts = pathname.split("/");
  const served = routes.filter((route) => isAt(route.parts, parts)).map((route) => route.method);
  if (served.length === 0) return [];
  return [...new Set([...served, ...(served.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].sort();
}

function isAt(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, index) => (part.startsWith("{") ? parts[index] !== "" : part === parts[index]));
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false; // A broken escape, or bytes that are no UTF-8.
  }
}
