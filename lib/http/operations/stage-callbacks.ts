import { z } from "zod";
import { defineOperation, type RequestFacts } from "#lib/http/operation.ts";
import type { Context } from "#lib/kernel/context.ts";
import { callbackInput } from "#lib/stage-kinds/callbacks/input.ts";
import { receiveCallback } from "#lib/stage-kinds/callbacks/receive.ts";

const BEARER = /^Bearer +(\S+)$/i;

export const receiveStageCallbackOperation = defineOperation({
  id: "receiveStageCallback",
  method: "POST",
  path: "/api/deployments/{deploymentId}/stages/{stage}/callback",
  tag: "Deployments",
  summary: "Report on the work that a stage gave to another system",
  description:
    "For receivers of a stage's webhook that answered 202: they say how far they are, and in the end whether it went " +
    "well. The token of the call's `callback` is the whole right to do so, as Authorization: Bearer or in the body. The " +
    "first end that is reported stays; saying it again changes nothing.",
  auth: "none",
  body: callbackInput.omit({ deploymentId: true, stage: true }),
  response: z.object({ status: z.enum(["running", "succeeded", "failed"]) }),
  run: (ctx: Context, input: Record<string, unknown>, request: RequestFacts) => {
    const [, bearer] = BEARER.exec(request.headers.get("authorization") ?? "") ?? [];
    return receiveCallback(ctx, bearer === undefined ? input : { ...input, token: bearer });
  },
});

export const stageCallbacksOperations = [receiveStageCallbackOperation];
