import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { callbackInput } from "#lib/stage-kinds/callbacks/input.ts";
import { findReport, findStage, saveReport } from "#lib/stage-kinds/callbacks/store.ts";
import { readCallbackToken } from "#lib/stage-kinds/callbacks/token.ts";
import type { CallbackReport } from "#lib/stage-kinds/rules/command.ts";
import { tellNews } from "#lib/stages/store-database.ts";

const AT_WORK: ReadonlySet<string> = new Set(["pending", "running", "waiting", "rollingBack"]);

/**
 * Takes a report on the work that a stage gave to another system, and wakes the stage. The token is the whole right to do
 * so. An end that was reported stays: saying it again changes nothing, and saying the contrary is refused.
 */
export async function receiveCallback(ctx: Context, rawInput: unknown): Promise<{ status: CallbackReport["status"] }> {
  const { deploymentId, stage, token, status, progress, message } = parseInput(callbackInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const found = await findStage(tx, deploymentId, stage);
    const key = found && readCallbackToken(ctx.config, { machineId: found.machineId, stage }, token);
    if (found === null || key === null) {
      throw new DomainError(
        "UNAUTHENTICATED",
        "Send the token that came with the call, as Authorization: Bearer slcb_…",
      );
    }
    const isRepeat = async () => status !== "running" && (await findReport(tx, key))?.status === status;
    if (await isRepeat()) return { status };
    if (!AT_WORK.has(found.status)) {
      throw new DomainError("WRONG_STATE", `This stage is over (${found.status}), and waits for no report.`, {
        allowedStates: [...AT_WORK],
      });
    }
    const isSaved = await saveReport(tx, key, { status, progress: progress ?? null, message }, ctx.clock.now());
    if (isSaved) await tellNews(tx, [found.machineId], ctx.clock.now());
    // Somebody may have said the same at the same time.
    else if (!(await isRepeat())) {
      throw new DomainError("CONFLICT", "The end of this work was reported already, and it was another one.");
    }
    return { status };
  });
}
