import type { IncomingMessage } from "node:http";
import { readJsonObject } from "#lib/gateway/body.ts";
import { originOf } from "#lib/gateway/caller.ts";
import { identifyCaller } from "#lib/gateway/identify-caller.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { checkForUpdate } from "#lib/updates/check.ts";

/** Answers an update check from memory, with the body as JSON text. */
export async function answerUpdateCheck(around: Surroundings, request: IncomingMessage): Promise<string> {
  const { limits, ctx, runtime, updates } = around;
  limits.refuseWhenOverrun();
  const actor = await identifyCaller(around, request);
  const origin = runtime.config.publicUrl ?? originOf(request, runtime.config);
  return checkForUpdate({ ...ctx, actor }, await readJsonObject(request), { products: updates, origin });
}
