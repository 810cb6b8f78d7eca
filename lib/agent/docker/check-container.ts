import type { Around } from "#lib/agent/driver.ts";
import type { Engine, RunState } from "#lib/agent/docker/engine.ts";
import { askCommand, checkHealth, type Outcome, type Patient, type Verdict } from "#lib/agent/health.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import type { HealthCommand } from "#lib/agent/rules/options.ts";
import { tagOf } from "#lib/agent/rules/reference.ts";
import { runCommand } from "#lib/agent/run-command.ts";
import { environmentFor } from "#lib/agent/rules/script-environment.ts";

export interface ContainerCheck {
  engine: Engine;
  action: Action;
  id: string;
  /** The operator's own check. */
  health: HealthCommand | undefined;
  device: { id: string; name: string };
  deviceAddress: string;
  /** How often the engine had restarted it before it was any business of this check. */
  restartsBefore: number;
}

const passed: Outcome = { kind: "passed" };
const failed = (reason: string): Outcome => ({ kind: "failed", reason });
const hopeless = (reason: string): Outcome => ({ kind: "hopeless", reason });

/** A release that crashes so often while it is looked at is bad, whatever it says of itself in between. */
const CRASHES_MAX = 3;

/** Judges a container as the action's policy says, or by its own HEALTHCHECK where the policy says nothing. */
export function checkContainer(check: ContainerCheck, around: Around): Promise<Verdict> {
  const { action, device } = check;
  return checkHealth({
    check: action.healthCheck ?? null,
    patient: patientOf(check),
    values: {
      device_ip: check.deviceAddress,
      device_id: device.id,
      device_name: device.name,
      image: action.image,
      tag: (action.image === null ? null : tagOf(action.image)) ?? action.version,
      version: action.version,
    },
    sleep: around.sleep,
    onFailure: (reason) => {
      around.log.info("Not healthy yet", { action: action.id, product: action.product, reason });
      // A long grace period must not look like silence.
      void around.progress(null, { percent: null, message: `Not healthy yet: ${reason}` });
    },
  });
}

function patientOf({ engine, id, health, action, restartsBefore }: ContainerCheck): Patient {
  let restartsSeen = restartsBefore;
  const itsOwnCheck = async (container: string): Promise<Outcome> => {
    await engine.runHealthcheck(container);
    const state = await engine.stateOf(container);
    if (state?.health == null) return passed;
    if (state.health === "healthy") return passed;
    const reason = `Its own HEALTHCHECK says ${state.health}.`;
    // The engine says so only after the tries that its maker has allowed.
    return state.health === "unhealthy" ? hopeless(reason) : failed(reason);
  };
  return {
    isAlive: async () => {
      const state = await engine.stateOf(id);
      const crashes = (state?.restarts ?? 0) - restartsBefore;
      return crashes >= CRASHES_MAX ? hopeless(`The container was restarted ${crashes} times.`) : aliveOutcome(state);
    },
    lookAtContainer: async (name, expected) => {
      const container = name ?? id;
      const state = await engine.stateOf(container);
      const alive = aliveOutcome(state);
      if (alive.kind !== "passed" || expected === "running") return alive;
      return state?.health == null ? hopeless("It has no HEALTHCHECK that could say healthy.") : itsOwnCheck(container);
    },
    askItself: async (signal) => {
      if (health) return runHealthCommand({ engine, id, health, action }, signal);
      const restarts = (await engine.stateOf(id))?.restarts ?? 0;
      if (restarts > restartsSeen) {
        // Between two crashes it runs for a moment.
        restartsSeen = restarts;
        return failed("The container was restarted.");
      }
      return itsOwnCheck(id);
    },
  };
}

function aliveOutcome(state: RunState | null): Outcome {
  if (state === null) return hopeless("There is no such container.");
  if (state.isRunning) return passed;
  const reason = `The container ended with exit code ${state.exitCode}.`;
  return state.isRestarting || state.restartsByItself ? failed(reason) : hopeless(reason);
}

function runHealthCommand(
  { engine, id, health, action }: Pick<ContainerCheck, "engine" | "id" | "action"> & { health: HealthCommand },
  policySignal: AbortSignal,
): Promise<Outcome> {
  const { command, where } = health;
  return askCommand(health, policySignal, (signal) =>
    where === "container"
      ? engine.execute(id, command, signal)
      : runCommand({ command, env: environmentFor(process.env, action), signal }),
  );
}
