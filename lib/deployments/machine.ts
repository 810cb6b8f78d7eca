import { mirror } from "#lib/deployments/mirror.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { openSecrets } from "#lib/deployments/secrets.ts";
import { insertLog } from "#lib/deployments/store.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { stageKindHandlers } from "#lib/stage-kinds/all.ts";
import type { DeploymentContext, StageCall } from "#lib/stage-kinds/call.ts";
import { hideSecrets } from "#lib/stage-kinds/rules/hide.ts";
import { defineMachine, type MachineDefinition, type StageDefinition } from "#lib/stages/definition.ts";
import { DatabaseMachineStore } from "#lib/stages/store-database.ts";
import type { StageHandler, StageOutcome, StageRun } from "#lib/stages/types.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import { revealSecrets } from "#lib/templates/rules/secrets.ts";

export const MACHINE_KIND = "deployment";

/** Opens the store in which the machines of deployments are kept: deployments change as their machines do. */
export function openMachines(ctx: Context): DatabaseMachineStore<DeploymentContext, string> {
  return new DatabaseMachineStore<DeploymentContext, string>(ctx, {
    onChange: (tx, before, change, now) => mirror(ctx, tx, before, change, now),
    // Where somebody set the time, as tests and rehearsals do, it is the time of everything.
    ...(ctx.clock !== systemClock && { readNow: () => Promise.resolve(ctx.clock.now()) }),
  });
}

/** Makes the machine's definition from the plan that was frozen with the deployment. */
export function defineDeployment(
  ctx: Context,
  deployment: Pick<DeploymentRecord, "id" | "plan" | "variables">,
): MachineDefinition<DeploymentContext, string> {
  const stages = deployment.plan.stages.map((stage): [string, StageDefinition<DeploymentContext, string>] => [
    stage.name,
    {
      handler: handlerOf(ctx, deployment, stage),
      needs: stage.needs,
      skippedBecause: () => stage.skippedBecause,
      timeLimitSeconds: stage.timeLimitSeconds,
      attemptsMax: stage.attemptsMax,
      onFailure: stage.onFailure,
    },
  ]);
  return defineMachine<DeploymentContext>()(MACHINE_KIND, Object.fromEntries(stages));
}

/** What every kind's handler looks like to who does not know the kind. */
interface AnyHandler {
  run(call: AnyCall): Promise<Outcome>;
  rollBack?(call: AnyCall): Promise<Outcome>;
  leavesTraces?: boolean;
}
type Outcome = StageOutcome<DeploymentContext>;
type AnyCall = Omit<StageCall<never>, "config"> & { config: unknown };

function handlerOf(
  ctx: Context,
  deployment: Pick<DeploymentRecord, "id" | "variables">,
  stage: PlannedStage,
): StageHandler<DeploymentContext> {
  // A plan's config was checked against its kind before it was frozen.
  const handler: AnyHandler = stageKindHandlers[stage.kind];
  const callOf = (turn: StageRun<DeploymentContext>): AnyCall => {
    const values = openSecrets(ctx, deployment);
    const secrets = Object.values(values);
    return {
      ctx,
      turn,
      config: revealSecrets(stage.config, values),
      secrets,
      log: (level, message, data = {}) =>
        insertLog(
          ctx.db,
          deployment.id,
          { stage: stage.name, level, message: hideSecrets(message, secrets), data },
          ctx.clock.now(),
        ),
    };
  };
  const ask = async (turn: StageRun<DeploymentContext>, said: (call: AnyCall) => Promise<Outcome>) => {
    const call = callOf(turn);
    return keepSecrets(call.secrets, () => said(call));
  };
  return {
    run: (turn) => ask(turn, (call) => handler.run(call)),
    ...(handler.rollBack && { rollBack: (turn) => ask(turn, (call) => requireRollBack(handler)(call)) }),
    leavesTraces: handler.leavesTraces === true,
  };
}

/** Kinds hide secrets in what they quote; this is for what nobody thought of, such as the message of an error. */
async function keepSecrets(secrets: readonly string[], ask: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await ask();
    return "reason" in outcome ? { ...outcome, reason: hideSecrets(outcome.reason, secrets) } : outcome;
  } catch (error) {
    throw secrets.length === 0 || !(error instanceof Error) ? error : withoutSecrets(error, secrets);
  }
}

/** Another error, since one may carry what it is about in any of its fields. */
function withoutSecrets(error: Error, secrets: readonly string[]): Error {
  const cleaned = new Error(hideSecrets(error.message, secrets));
  cleaned.name = error.name;
  cleaned.stack = hideSecrets(error.stack ?? "", secrets);
  return cleaned;
}

function requireRollBack(handler: AnyHandler): NonNullable<AnyHandler["rollBack"]> {
  if (handler.rollBack === undefined) throw new Error("This kind of stage has no way back.");
  return handler.rollBack.bind(handler);
}
