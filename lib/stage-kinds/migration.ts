import type { StageKindHandler } from "#lib/stage-kinds/call.ts";
import { carryOutCommand } from "#lib/stage-kinds/command.ts";
import type { CommandState } from "#lib/stage-kinds/rules/command.ts";
import { asOnlyCommand, tellWayBack } from "#lib/stage-kinds/webhook.ts";

/** Has a migration tried out where that is wished for, then run; and taken back by its own command. */
export const migrationStage: StageKindHandler<"migration"> = {
  leavesTraces: true,
  async run(call) {
    const { dryRun, run } = call.config;
    if (dryRun === undefined) return asOnlyCommand(call, { direction: "run", webhook: run });

    const { state, ...tried } = await carryOutCommand(call, { direction: "dryRun", webhook: dryRun });
    const output = { ...call.turn.output, dryRun: state };
    if (tried.kind === "waiting") return { ...tried, output };
    if (tried.kind === "failed") return { ...tried, reason: `The dry run: ${tried.reason}`, output };
    return asOnlyCommand({ ...call, turn: { ...call.turn, output } }, { direction: "run", webhook: run });
  },

  rollBack(call) {
    const { dryRun } = (call.turn.output ?? {}) as Partial<Record<string, CommandState>>;
    // Where the dry run did not pass the migration was never begun, and a way back would undo somebody else's work.
    const wasBegun = call.config.dryRun === undefined || dryRun?.status === "done";
    return wasBegun ? tellWayBack(call, call.config.back) : Promise.resolve({ kind: "completed" });
  },
};
