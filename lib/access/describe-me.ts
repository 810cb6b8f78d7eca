import { notSignedIn } from "#lib/access/require-permission.ts";
import type { MeView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Who is calling, and what they may do. */
export async function describeMe({ actor }: Context): Promise<MeView> {
  if (actor.kind !== "user" && actor.kind !== "token") throw notSignedIn();
  const { kind, id, name } = actor;
  const person = actor.kind === "user" ? { email: actor.email, role: actor.role } : {};
  return Promise.resolve({ kind, id, name, ...person, scopes: [...actor.scopes].sort() });
}
