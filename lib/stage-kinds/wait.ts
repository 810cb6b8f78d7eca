import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { judgeSoak, type SoakTally } from "#lib/stage-kinds/rules/soak.ts";
import { readEnd } from "#lib/stage-kinds/rules/wait.ts";
import { countSoaking } from "#lib/stage-kinds/store-soak.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

/** How often the devices of a soak are counted. */
const SOAK_LOOK_SECONDS = 30;

/** Lets time pass, and with a soak watches how the devices of the deployment bear the release meanwhile. */
export const waitStage: StageKindHandler<"wait"> = { run: waitOn };

async function waitOn(call: StageCall<"wait">): Promise<StageOutcome<DeploymentContext>> {
  const { ctx, turn, config } = call;
  const since = readSince(turn.output) ?? turn.now;
  const end = readEnd(config, since);
  const output = { since: since.toISOString(), until: end.toISOString() };
  const tally = config.soak ? await countSoaking(ctx.db, turn.context.deploymentId) : null;
  if (tally && config.soak) {
    const verdict = judgeSoak(tally, config.soak.maxFailureRate);
    if (verdict !== null) {
      await call.log("error", verdict, { ...tally });
      return { kind: "failed", reason: verdict, isFinal: true, output: { ...output, ...tally } };
    }
  }
  const seen: { tally: SoakTally } | Record<string, never> = tally ? { tally } : {};
  if (turn.now >= end) return { kind: "completed", output: { ...output, ...seen } };
  const look = new Date(turn.now.getTime() + SOAK_LOOK_SECONDS * 1000);
  const until = tally && look < end ? look : end;
  return { kind: "waiting", reason: `Waits until ${end.toISOString()}.`, until, output: { ...output, ...seen } };
}

/** A later turn waits for the end that the first one named. */
function readSince(output: Record<string, unknown> | null): Date | null {
  const since = output?.since;
  return typeof since === "string" ? new Date(since) : null;
}
