import type { IncomingMessage } from "node:http";
import type { Actor } from "#lib/access/rules/actor.ts";
import { bearerOf } from "#lib/gateway/admit-native.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { identifyClient } from "#lib/updates/identify-client.ts";

const ANONYMOUS: Actor = { kind: "anonymous" };

/** Most clients of public products name nobody. A wrong token counts against its address. */
export async function identifyCaller({ limits, runtime }: Surroundings, request: IncomingMessage): Promise<Actor> {
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
