import fc from "fast-check";
import { defineMachine, type MachineDefinition, type StageDefinition } from "#lib/stages/definition.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

const names = ["a", "b", "c", "d", "e", "f"] as const;
export type Name = (typeof names)[number];
export interface Notes {
  seen: string;
}

const answers = ["completed", "failed", "finallyFailed", "waiting", "throws"] as const;
type Answer = (typeof answers)[number];

export interface StagePlan {
  name: Name;
  needs: Name[];
  /** What its handler says, call by call; the last one from then on. */
  forward: Answer[];
  back: Answer[] | null;
  attemptsMax: number;
  onFailure: "rollBack" | "stop" | "continue";
  isSkipped: boolean;
  leavesTraces: boolean;
}

/** A handler that was asked. */
export interface Call {
  stage: Name;
  direction: "forward" | "back";
  attempt: number;
}

/** Machines of one to six stages with any branches, fates and rules. */
export const randomMachine: fc.Arbitrary<StagePlan[]> = fc
  .integer({ min: 1, max: names.length })
  .chain((count) => fc.tuple(...names.slice(0, count).map((name, index) => stagePlan(name, names.slice(0, index)))));

function stagePlan(name: Name, before: readonly Name[]): fc.Arbitrary<StagePlan> {
  const answer = fc.oneof(
    { weight: 5, arbitrary: fc.constant<Answer>("completed") },
    { weight: 4, arbitrary: fc.constantFrom<Answer>(...answers) },
  );
  return fc.record({
    name: fc.constant(name),
    needs: fc.subarray([...before]),
    forward: fc.array(answer, { minLength: 1, maxLength: 4 }),
    back: fc.option(fc.array(answer, { minLength: 1, maxLength: 4 })),
    attemptsMax: fc.integer({ min: 1, max: 3 }),
    onFailure: fc.constantFrom("rollBack", "stop", "continue"),
    isSkipped: fc.boolean().map((is) => is && name !== "a"),
    leavesTraces: fc.boolean(),
  });
}

/** Makes the definition of a plan; every call of a handler is noted. */
export function defineRandom(plan: readonly StagePlan[], onCall: (call: Call) => void): MachineDefinition<Notes, Name> {
  const stages = Object.fromEntries(plan.map((stage) => [stage.name, defineStage(stage, onCall)]));
  return defineMachine<Notes>()("random", stages as Record<Name, StageDefinition<Notes, Name>>);
}

function defineStage(stage: StagePlan, onCall: (call: Call) => void): StageDefinition<Notes, Name> {
  const asked = { forward: 0, back: 0 };
  const answer = (direction: "forward" | "back", attempt: number): Promise<StageOutcome<Notes>> => {
    onCall({ stage: stage.name, direction, attempt });
    const script = (direction === "forward" ? stage.forward : stage.back) ?? [];
    return say(script[Math.min(asked[direction]++, script.length - 1)] ?? "completed");
  };
  return {
    needs: stage.needs,
    attemptsMax: stage.attemptsMax,
    rollbackAttemptsMax: 3,
    onFailure: stage.onFailure,
    timeLimitSeconds: 120,
    skippedBecause: () => (stage.isSkipped ? "not needed" : null),
    handler: {
      run: ({ attempt }) => answer("forward", attempt),
      ...(stage.back !== null && { rollBack: ({ attempt }) => answer("back", attempt) }),
      leavesTraces: stage.leavesTraces,
    },
  };
}

function say(answer: Answer): Promise<StageOutcome<Notes>> {
  switch (answer) {
    case "completed":
      return Promise.resolve({ kind: "completed" });
    case "failed":
      return Promise.resolve({ kind: "failed", reason: "no luck" });
    case "finallyFailed":
      return Promise.resolve({ kind: "failed", reason: "no use", isFinal: true });
    case "waiting":
      return Promise.resolve({ kind: "waiting", reason: "not yet", until: null });
    case "throws":
      return Promise.reject(new Error("a fault"));
  }
}
