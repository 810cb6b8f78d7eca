import { validateHeaderName, validateHeaderValue } from "node:http";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";
import { RefusedAddress } from "#lib/outbound/guard.ts";
import { resolveGuarded } from "#lib/outbound/resolve-guarded.ts";
import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import type { LoadPlan } from "#lib/stage-kinds/load/plan.ts";
import { LoadFailed, runLoad } from "#lib/stage-kinds/load/run-load.ts";
import { showAddress } from "#lib/stage-kinds/rules/hide.ts";
import { describeLoad, judgeLoad, summarize } from "#lib/stage-kinds/rules/load.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

type Outcome = StageOutcome<DeploymentContext>;

const LOOK_AGAIN_SECONDS = 5;

/** Two loads from one machine would measure each other. */
let isBusy = false;

/** Puts load on a service for a while and holds what was measured against limits. Begun anew whenever it was broken off. */
export const loadTestStage: StageKindHandler<"loadTest"> = {
  async run(call) {
    if (isBusy) {
      const until = new Date(call.turn.now.getTime() + LOOK_AGAIN_SECONDS * 1000);
      return { kind: "waiting", reason: "Waits until another load test on this server is over.", until };
    }
    isBusy = true;
    try {
      return await testLoad(call);
    } finally {
      isBusy = false;
    }
  },
};

async function testLoad(call: StageCall<"loadTest">): Promise<Outcome> {
  const fault = findFault(call);
  if (fault !== null) return { kind: "failed", reason: fault, isFinal: true };
  const refusal = await tryOnce(call);
  if (refusal !== null) return refusal;
  const plan = await makePlan(call);
  if ("kind" in plan) return plan;

  const { connections, durationSeconds } = plan;
  const place = showAddress(plan.url, call.secrets);
  await call.log("info", `Puts load on ${place}: ${connections} connections for ${durationSeconds} s.`);
  try {
    return await judge(call, await runLoad(plan, call.turn.signal));
  } catch (error) {
    call.turn.signal.throwIfAborted();
    if (error instanceof LoadFailed) return { kind: "failed", reason: error.message };
    throw error;
  }
}

async function judge(call: StageCall<"loadTest">, figures: Parameters<typeof summarize>[0]): Promise<Outcome> {
  const summary = summarize(figures);
  const output = { ...summary };
  const misses = judgeLoad(summary, call.config);
  await call.log(misses.length === 0 ? "info" : "error", `${describeLoad(summary)}.`, output);
  if (misses.length === 0) return { kind: "completed", output };
  return { kind: "failed", reason: `The load was not borne: ${misses.join("; ")}.`, output };
}

/** autocannon writes headers as they are, so that a line break in one would begin another. */
function findFault({ config }: StageCall<"loadTest">): string | null {
  for (const [name, value] of Object.entries(config.headers ?? {})) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return `The header ${JSON.stringify(name.slice(0, 50))} cannot be sent: it has a forbidden character.`;
    }
  }
  return null;
}

/** One call like all the others: who refuses it or is not there need not be asked ten thousand times. */
async function tryOnce({ ctx, turn, config }: StageCall<"loadTest">): Promise<Outcome | null> {
  const outcome = await guardedFetch(ctx.config, {
    url: config.url,
    method: config.method,
    ...(config.headers !== undefined && { headers: config.headers }),
    ...(config.body !== undefined && { body: config.body }),
    timeoutMillis: config.timeoutSeconds * 1000,
    redirect: "answer",
    freshConnection: true,
    signal: turn.signal,
  });
  turn.signal.throwIfAborted();
  if (outcome.kind === "answer" || outcome.kind === "tooLarge") return null;
  return { kind: "failed", reason: `The first call: ${outcome.reason}`, isFinal: outcome.kind === "refused" };
}

async function makePlan({ ctx, config }: StageCall<"loadTest">): Promise<LoadPlan | Outcome> {
  const { url, method, headers, body, timeoutSeconds, connections, durationSeconds, requestsPerSecond } = config;
  try {
    return {
      url,
      method,
      headers: { "user-agent": "slipway", ...headers },
      body: body ?? null,
      timeoutSeconds,
      connections,
      durationSeconds,
      requestsPerSecond: requestsPerSecond === undefined ? null : Math.round(requestsPerSecond),
      addresses: await resolveGuarded(ctx.config, new URL(url)),
    };
  } catch (error) {
    if (error instanceof RefusedAddress) return { kind: "failed", reason: error.message, isFinal: true };
    return { kind: "failed", reason: "The name could not be resolved." };
  }
}
