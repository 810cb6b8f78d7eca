import { mayDo, type Actor } from "#lib/access/rules/actor.ts";
import type { Scope } from "#lib/access/rules/scopes.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Lets the actor pass who holds the scope. Throws UNAUTHENTICATED for nobody, FORBIDDEN for everybody else. */
export function requirePermission(actor: Actor, scope: Scope): void {
  if (mayDo(actor, scope)) return;
  if (actor.kind === "anonymous") throw notSignedIn();
  throw new DomainError("FORBIDDEN", `This needs the permission ${scope}, which you do not have.`);
}

/** Lets people pass who are signed in. Throws UNAUTHENTICATED for nobody, FORBIDDEN for programs. */
export function requirePerson(actor: Actor): Extract<Actor, { kind: "user" }> {
  if (actor.kind === "user") return actor;
  if (actor.kind === "anonymous") throw notSignedIn();
  throw new DomainError("FORBIDDEN", "Only a signed-in person can do this.");
}

/** The error for a caller who has not said who they are. */
export function notSignedIn(): DomainError {
  return new DomainError("UNAUTHENTICATED", "Sign in, or send an API token as Authorization: Bearer slp_…");
}
