import { mayDo, type Actor } from "#lib/access/rules/actor.ts";
import type { Scope } from "#lib/access/rules/scopes.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Lets the actor pass who holds the scope. Throws UNAUTHENTICATED for nobody, FORBIDDEN for everybody else. */
export function requirePermission(actor: Actor, scope: Scope): void {
  if (mayDo(actor, scope)) return;
  if (actor.kind === "anonymous") {
    throw new DomainError("UNAUTHENTICATED", "Sign in, or send an API token as Authorization: Bearer slp_…");
  }
  throw new DomainError("FORBIDDEN", `This needs the permission ${scope}, which you do not have.`);
}
