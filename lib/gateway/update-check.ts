import type { IncomingMessage } from "node:http";
import type { Actor } from "#lib/access/rules/actor.ts";
import { bearerOf } from "#lib/gateway/admit-native.ts";
import { readJsonObject } from "#lib/gateway/body.ts";
import { addressOf, originOf } from "#lib/gateway/caller.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { checkForUpdate } from "#lib/updates/check.ts";
import { identifyClient } from "#lib/updates/identify-client.ts";

const ANONYMOUS: Actor = { kind: "anonymous" };

/** Answers an update check from memory, with the body as JSON text. */
export async function answerUpdateCheck(around: Surroundings, request: IncomingMessage): Promise<string> {
  const { limits, ctx, runtime, updates } = around;
  limits.refuseWhenOverrun();
  const actor = await identify(around, request);
  const origin = runtime.config.publicUrl ?? originOf(request, runtime.config);
  return checkForUpdate({ ...ctx, actor }, await readJsonObject(request), { products: updates, origin });
}

/** Most clients of public products name nobody. A wrong token counts against its address. */
async function identify({ limits, runtime }: Surroundings, request: IncomingMessage): Promise<Actor> {
  const token = bearerOf(request.headers.authorization);
  if (token === null) return ANONYMOUS;
  const address = addressOf(request, runtime.config);
  await limits.refuseGuessing(address);
  try {
    return await identifyClient(runtime, token);
  } catch (error) {
    await limits.countFailure(address);
    throw error;
  }
}
