import { standingOf } from "#lib/environments/rules/approval.ts";
import { selectDecisions } from "#lib/environments/store-approvals.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { carryOutCommand, type Command } from "#lib/stage-kinds/command.ts";
import { ensureRollout, followRollout, takePartBack } from "#lib/stage-kinds/rollouts.ts";
import { hideSecrets } from "#lib/stage-kinds/rules/hide.ts";
import type { CommandState, Direction } from "#lib/stage-kinds/rules/command.ts";
import type { StageOutcome, StageOutput } from "#lib/stages/types.ts";

type Call = StageCall<"blueGreen">;
type Outcome = StageOutcome<DeploymentContext>;

/** How far it came. Each is noted before its first deed, so that the way back knows what may have been done. */
type Phase = "green" | "switch" | "hold" | "blue";

interface State extends StageOutput {
  phase: Phase;
  /** While a person is asked whether blue may follow; who approves looks here. */
  asksPeople: boolean;
  /** Since when green serves and blue is kept. */
  heldSince: string | null;
  run?: CommandState;
  back?: CommandState;
}

const LOOK_SECONDS = 60;

/**
 * Brings the release to the side that does not serve, moves the traffic there, keeps the old side as it is for a while or
 * until a person says so, and lets it follow. The way back is the same in reverse, from wherever it came to.
 */
export const blueGreenStage: StageKindHandler<"blueGreen"> = {
  leavesTraces: true,
  run: goForward,
  rollBack: goBack,
};

async function goForward(call: Call): Promise<Outcome> {
  const state = readState(call.turn.output);
  // What happens to green is heeded to the end: a person may take it back while blue is kept.
  const green = await bring(call, "green", state);
  if (green.kind !== "completed") return green;
  const next = { ...state, ...green.output };
  switch (state.phase) {
    case "green":
      return enter(call, { ...next, phase: "switch" }, "Green has the release.");
    case "switch":
      return switchTraffic(call, next);
    case "hold":
      return keepBlue(call, next);
    case "blue":
      return bring(call, "blue", next);
  }
}

function readState(output: StageOutput | null): State {
  return { phase: "green", asksPeople: false, heldSince: null, ...output };
}

/** Notes where it is, and goes on in another turn. */
function enter({ turn }: Call, state: State, reason: string): Outcome {
  return { kind: "waiting", reason, until: turn.now, output: state };
}

async function bring(call: Call, side: "green" | "blue", state: State): Promise<Outcome> {
  const { config, turn } = call;
  const rollout = await ensureRollout(call, { config, part: side, devices: config[side].devices });
  if (rollout === null) return { kind: "cancelled", reason: "It was cancelled.", output: state };
  const outcome = followRollout(rollout, turn.now);
  const output = {
    ...state,
    progress: outcome.output?.progress ?? null,
    [side]: {
      name: hideSecrets(config[side].name, call.secrets),
      rolloutId: rollout.id,
      rolloutNumber: rollout.number,
    },
  };
  if (outcome.kind === "completed") return { kind: "completed", output };
  return { ...outcome, reason: `${config[side].name}: ${outcome.reason}`, output };
}

async function switchTraffic(call: Call, state: State): Promise<Outcome> {
  const hold = { ...state, phase: "hold" as const, heldSince: call.turn.now.toISOString() };
  const isSwitched = state.run?.status === "done";
  const command = isSwitched ? null : commandOf(call, "run");
  if (command === null) return enter(call, { ...hold, asksPeople: call.config.confirm }, "Blue is kept for a while.");

  const { state: run, ...result } = await carryOutCommand(call, command);
  if (result.kind !== "done") return { ...result, output: { ...state, run } };
  return enter(call, { ...hold, run, asksPeople: call.config.confirm }, "The traffic goes to green.");
}

/** One address moves the traffic there and back; the body says where to. Null where nothing moves it. */
function commandOf({ config }: Call, direction: Direction): Command | null {
  if (config.switch === null) return null;
  const [from, to] = direction === "run" ? [config.blue, config.green] : [config.green, config.blue];
  const payload = { ...config.switch.payload, from: from.name, to: to.name };
  return { direction, webhook: { ...config.switch, payload } };
}

async function keepBlue(call: Call, state: State): Promise<Outcome> {
  const { config, turn } = call;
  const { blue } = config;
  if (!config.confirm) {
    const until = secondsAfter(new Date(state.heldSince ?? turn.now), config.keepOldMinutes * 60);
    if (until > turn.now) {
      return { kind: "waiting", reason: `Keeps ${blue.name} until ${until.toISOString()}.`, until, output: state };
    }
    return enter(call, { ...state, phase: "blue" }, `${blue.name} follows.`);
  }
  const decisions = await selectDecisions(call.ctx.db, turn.context.deploymentId, turn.stage);
  const { kind } = standingOf({ count: 1, role: "approver" }, decisions);
  if (kind === "waiting") {
    const until = secondsAfter(turn.now, LOOK_SECONDS);
    return { kind, reason: `Keeps ${blue.name} until a person says that it may follow.`, until, output: state };
  }
  const asked = { ...state, asksPeople: false };
  if (kind !== "rejected") return enter(call, { ...asked, phase: "blue" }, `${blue.name} follows.`);
  const { by, reason } = decisions.find(({ decision }) => decision === "rejected") ?? {};
  const said = `${by?.name ?? "Somebody"} rejected it${reason ? `: ${reason}` : "."}`;
  return { kind: "failed", reason: said, isFinal: true, output: asked };
}

async function goBack(call: Call): Promise<Outcome> {
  const state = { ...readState(call.turn.output), asksPeople: false };
  const blue = await takePartBack(call, "blue");
  if (blue.kind !== "completed") return blue;
  // Before it was noted that the traffic is to move, nobody was told to move it.
  const command = state.phase === "green" || state.back?.status === "done" ? null : commandOf(call, "back");
  if (command !== null) {
    const { state: back, ...result } = await carryOutCommand(call, command);
    if (result.kind !== "done") return { ...result, output: { back } };
    await call.log("info", `The traffic goes back to ${call.config.blue.name}.`);
    return {
      kind: "waiting",
      reason: "The traffic is back.",
      until: call.turn.now,
      output: { back, asksPeople: false },
    };
  }
  return takePartBack(call, "green");
}
