import type { Reach } from "#lib/access/rules/reach.ts";
import type { Role, Scope } from "#lib/access/rules/scopes.ts";

/** Who is asking. */
export type Actor =
  | {
      kind: "user";
      id: string;
      name: string;
      email: string;
      role: Role;
      scopes: ReadonlySet<Scope>;
      /** What there is for this person; everything where it is not given. */
      reach?: Reach;
      /** The browser session in which the person asks. */
      sessionId?: string;
    }
  | { kind: "token"; id: string; name: string; scopes: ReadonlySet<Scope>; reach?: Reach }
  | { kind: "device"; id: string; name: string }
  | { kind: "system"; name: string }
  | { kind: "anonymous" };

/** How an actor is written into events and answers. */
export interface ActorView {
  kind: Actor["kind"];
  id?: string;
  name?: string;
}

export function toActorView(actor: Actor): ActorView {
  switch (actor.kind) {
    case "user":
    case "token":
    case "device":
      return { kind: actor.kind, id: actor.id, name: actor.name };
    case "system":
      return { kind: actor.kind, name: actor.name };
    case "anonymous":
      return { kind: actor.kind };
  }
}

/** Reads an actor from a JSON column. Only `toActorView` writes those, so what stands there is one. */
export function readActor(column: unknown): ActorView {
  return column as ActorView;
}

/** Says whether an actor holds a scope. The system itself may do everything; devices hold no scopes. */
export function mayDo(actor: Actor, scope: Scope): boolean {
  if (actor.kind === "system") return true;
  return (actor.kind === "user" || actor.kind === "token") && actor.scopes.has(scope);
}

export function systemActor(name: string): Actor {
  return { kind: "system", name };
}

/** What there is for an actor. Undefined for those who reach everything; devices are checked by what they are. */
export function reachOf(actor: Actor): Reach | undefined {
  return actor.kind === "user" || actor.kind === "token" ? actor.reach : undefined;
}
