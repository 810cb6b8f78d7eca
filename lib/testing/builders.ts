import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access/rules/actor.ts";
import { scopesOfRole, type Role, type Scope } from "#lib/access/rules/scopes.ts";
import type { Context } from "#lib/kernel/context.ts";

/** The same context, with somebody else asking. */
export function as<Ctx extends Context>(ctx: Ctx, actor: Actor): Ctx {
  return { ...ctx, actor };
}

/** A signed-in person of a role. */
export function aUser(role: Role): Extract<Actor, { kind: "user" }> {
  const name = `A test ${role}`;
  return { kind: "user", id: randomUUID(), name, email: `${role}@example.com`, role, scopes: scopesOfRole(role) };
}

/** A program with just these scopes. */
export function aToken(...scopes: Scope[]): Extract<Actor, { kind: "token" }> {
  return { kind: "token", id: randomUUID(), name: "A test token", scopes: new Set(scopes) };
}

export function aDevice(id: string = randomUUID()): Actor {
  return { kind: "device", id, name: "A test device" };
}

export const anonymous: Actor = { kind: "anonymous" };
