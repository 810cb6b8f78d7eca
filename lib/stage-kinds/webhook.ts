import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { carryOutCommand, type Command } from "#lib/stage-kinds/command.ts";
import type { StageOutcome } from "#lib/stages/types.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

/** Tells another system that the deployment has come to this stage; and, taken back, that it was. */
export const webhookStage: StageKindHandler<"webhook"> = {
  leavesTraces: true,
  run(call) {
    const { back: _, ...webhook } = call.config;
    return asOnlyCommand(call, { direction: "run", webhook });
  },
  rollBack(call) {
    return tellWayBack(call, call.config.back);
  },
};

/** A command that is all that its stage does. */
export async function asOnlyCommand(
  call: Omit<StageCall<StageKind>, "config">,
  command: Command,
): Promise<StageOutcome<DeploymentContext>> {
  const { state, ...result } = await carryOutCommand(call, command);
  const output = { ...call.turn.output, [command.direction]: state };
  return result.kind === "done" ? { kind: "completed", output } : { ...result, output };
}

/** Takes a command back, where its configuration says how. */
export async function tellWayBack(
  call: Omit<StageCall<StageKind>, "config">,
  back: Command["webhook"] | undefined,
): Promise<StageOutcome<DeploymentContext>> {
  if (back !== undefined) return asOnlyCommand(call, { direction: "back", webhook: back });
  await call.log("warning", "Nothing says how this stage is taken back, so it stays as it is.");
  return { kind: "completed" };
}
