import { toActorView } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Who does something now, as hawkBit tells it: a name and a time. */
export function authorship(ctx: Context): { by: string; now: Date } {
  const { name, kind } = toActorView(ctx.actor);
  return { by: name ?? kind, now: ctx.clock.now() };
}
