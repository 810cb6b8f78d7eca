import type { Backoff, StageRules } from "#lib/stages/rules/next-step.ts";
import type { StageHandler } from "#lib/stages/types.ts";

export interface StageDefinition<Context, Name extends string> {
  handler: StageHandler<Context, NoInfer<Name>>;
  /** Stages that must be over before it. Left out: the one before; [] begins at once, beside the others. */
  needs?: readonly NoInfer<Name>[];
  /** Says why the stage is left out; null where it is run. It must answer the same whenever it is asked. */
  skippedBecause?: (context: Readonly<Context>) => string | null;
  /** Of one attempt. */
  timeLimitSeconds?: number;
  attemptsMax?: number;
  rollbackAttemptsMax?: number;
  backoff?: Backoff;
  /** Take back what was done; leave it as it is; or go on without this stage. */
  onFailure?: StageRules["onFailure"];
}

export interface MachineDefinition<Context, Name extends string> {
  kind: string;
  names: readonly Name[];
  needsOf(name: Name): readonly Name[];
  handlerOf(name: Name): StageHandler<Context, Name>;
  rulesOf(name: Name, context: Readonly<Context>): StageRules;
}

const TIME_LIMIT_SECONDS = 3_600;
/** Taking back is worth more tries than going forward: what is left half-way hurts. */
const ROLLBACK_ATTEMPTS_MAX = 5;
const BACKOFF: Backoff = { firstSeconds: 2, mostSeconds: 300 };

/**
 * Defines a machine by its stages, in their order. The names are those of the object's keys, and known to the compiler:
 * a stage that needs one that does not exist, or asks for its output, does not compile. Throws where stages need each
 * other in a circle.
 *
 *     const release = defineMachine<{ version: string }>()("release", {
 *       test: { handler: test },
 *       roll: { handler: roll, needs: ["test"] },
 *     });
 */
export function defineMachine<Context>() {
  return function define<Name extends string>(
    kind: string,
    stages: Record<Name, StageDefinition<Context, Name>>,
  ): MachineDefinition<Context, Name> {
    // The keys of an object literal are what its type says.
    const names = Object.keys(stages) as Name[];
    const needsOf = (name: Name) => stages[name].needs ?? names.slice(0, names.indexOf(name)).slice(-1);
    refuseUnknown(names, needsOf);
    refuseCircles(names, needsOf);
    return {
      kind,
      names,
      needsOf,
      handlerOf: (name) => stages[name].handler,
      rulesOf: (name, context) => readRules(stages[name], context),
    };
  };
}

function readRules<Context, Name extends string>(
  stage: StageDefinition<Context, Name>,
  context: Readonly<Context>,
): StageRules {
  return {
    attemptsMax: stage.attemptsMax ?? 1,
    rollbackAttemptsMax: stage.rollbackAttemptsMax ?? ROLLBACK_ATTEMPTS_MAX,
    timeLimitSeconds: stage.timeLimitSeconds ?? TIME_LIMIT_SECONDS,
    onFailure: stage.onFailure ?? "rollBack",
    skippedBecause: stage.skippedBecause?.(context) ?? null,
    canRollBack: stage.handler.rollBack !== undefined,
    leavesTraces: stage.handler.leavesTraces === true,
    backoff: stage.backoff ?? BACKOFF,
  };
}

/** A definition that was read from data may name what the compiler never saw. */
function refuseUnknown(names: readonly string[], needsOf: (name: never) => readonly string[]): void {
  for (const name of names) {
    const unknown = needsOf(name as never).find((need) => !names.includes(need));
    if (unknown !== undefined) throw new Error(`The stage ${name} needs ${unknown}, which does not exist.`);
  }
}

function refuseCircles(names: readonly string[], needsOf: (name: never) => readonly string[]): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    if (path.includes(name)) {
      throw new Error(`Stages need each other in a circle: ${[...path.slice(path.indexOf(name)), name].join(" → ")}`);
    }
    for (const need of needsOf(name as never)) visit(need, [...path, name]);
    done.add(name);
  };
  for (const name of names) visit(name, []);
}
