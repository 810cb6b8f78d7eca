import { toActorView } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Who does something now, as hawkBit tells it: a name and a time. */
export interface Authorship {
  by: string;
  now: Date;
}

export function authorship(ctx: Context): Authorship {
  const { name, kind } = toActorView(ctx.actor);
  return { by: name ?? kind, now: ctx.clock.now() };
}
