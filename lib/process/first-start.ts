import { ensureAdministrator } from "#lib/access/ensure-administrator.ts";
import { ensureBootstrapToken } from "#lib/access/ensure-bootstrap-token.ts";
import { offerFirstSetUp } from "#lib/access/offer-first-set-up.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { ensureBuiltInTemplates } from "#lib/templates/ensure-built-in.ts";

/** Makes what the environment asks for at the first start. Returns the one-time set-up secret when nobody can sign in. */
export async function prepareAccess(runtime: Runtime): Promise<string | null> {
  const ctx = makeContext(runtime, systemActor("start"));
  const { admin, bootstrapToken } = runtime.config;
  if (bootstrapToken) await ensureBootstrapToken(ctx, bootstrapToken);
  if (admin) await ensureAdministrator(ctx, admin);
  return offerFirstSetUp(ctx);
}

/** Sees to it that what comes with Slipway is there, each time that it starts. */
export async function prepareContent(runtime: Runtime): Promise<void> {
  await ensureBuiltInTemplates(makeContext(runtime, systemActor("start")));
}
