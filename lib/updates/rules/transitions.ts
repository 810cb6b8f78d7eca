// What may be done with a distribution, and what becomes of it?
import {
  nextChangeAt,
  shareAt,
  shiftSteps,
  type DistributionState,
  type ShareFacts,
} from "#lib/updates/rules/share.ts";

export type DistributionCommand = "start" | "changePercent" | "pause" | "resume" | "complete" | "cancel";

/** From which states a command leads where; null leaves the state as it is. */
const TABLE: Record<DistributionCommand, { from: readonly DistributionState[]; to: DistributionState | null }> = {
  start: { from: ["scheduled"], to: "running" },
  changePercent: { from: ["scheduled", "running", "paused"], to: null },
  pause: { from: ["scheduled", "running"], to: "paused" },
  resume: { from: ["paused"], to: "running" },
  complete: { from: ["running", "paused"], to: "completed" },
  cancel: { from: ["scheduled", "running", "paused"], to: "cancelled" },
};

export const OPEN_STATES: readonly DistributionState[] = ["scheduled", "running", "paused"];

export function isOpen(state: DistributionState): boolean {
  return OPEN_STATES.includes(state);
}

export function allowedStates(command: DistributionCommand): readonly DistributionState[] {
  return TABLE[command].from;
}

export function mayDoWith(command: DistributionCommand, state: DistributionState): boolean {
  return TABLE[command].from.includes(state);
}

export interface MovableDistribution extends ShareFacts {
  pausedAt: Date | null;
}

/** What a distribution is after a command; the caller has asked whether it may be given. */
export function applyCommand<Facts extends MovableDistribution>(
  facts: Facts,
  command: Exclude<DistributionCommand, "changePercent">,
  now: Date,
): Facts {
  const status = TABLE[command].to ?? facts.status;
  switch (command) {
    case "pause":
      return { ...facts, status, pausedAt: now };
    case "resume":
      return resume(facts, now);
    case "start":
    case "complete":
    case "cancel":
      return { ...facts, status, pausedAt: null };
  }
}

/** The share goes on growing as if the pause had not been; a start that is still to come stays where it is. */
function resume<Facts extends MovableDistribution>(facts: Facts, now: Date): Facts {
  const { startsAt, pausedAt } = facts;
  const hasBegun = startsAt === null || startsAt <= now;
  const stoodStill = hasBegun && pausedAt !== null && (startsAt === null || startsAt <= pausedAt);
  const steps = stoodStill ? shiftSteps(facts.steps, pausedAt, now) : facts.steps;
  return { ...facts, steps, pausedAt: null, status: hasBegun ? "running" : "scheduled" };
}

/** Sets the share by hand. Steps that are over would hold it up, and lower ones have nothing to add. */
export function setPercent<Facts extends ShareFacts>(facts: Facts, percent: number, now: Date): Facts {
  return { ...facts, percent, steps: facts.steps.filter((step) => step.at > now && step.percent > percent) };
}

/** Says whether everybody is offered it, so that the next distribution may take its place. */
export function hasReachedEverybody(facts: ShareFacts, now: Date): boolean {
  return facts.status === "running" && shareAt(facts, now) >= 100 && nextChangeAt(facts, now) === null;
}
