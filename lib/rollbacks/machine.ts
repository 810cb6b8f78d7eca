import { systemClock } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { MACHINE_KIND, type RollbackContext, type StageName } from "#lib/rollbacks/context.ts";
import { mirror } from "#lib/rollbacks/mirror.ts";
import { carryStage } from "#lib/rollbacks/stages/carry.ts";
import { holdStage } from "#lib/rollbacks/stages/hold.ts";
import { recheckStage } from "#lib/rollbacks/stages/recheck.ts";
import { settleStage } from "#lib/rollbacks/stages/settle.ts";
import { stopStage } from "#lib/rollbacks/stages/stop.ts";
import { verifyStage } from "#lib/rollbacks/stages/verify.ts";
import { waitStage } from "#lib/rollbacks/stages/wait.ts";
import { defineMachine, type MachineDefinition } from "#lib/stages/definition.ts";
import { DatabaseMachineStore } from "#lib/stages/store-database.ts";

const DAY_SECONDS = 86_400;
/** Plans are scheduled no further ahead. */
const WAIT_SECONDS_MAX = 400 * DAY_SECONDS;
/** Batches may soak for weeks; a rollout has limits of its own for each device. */
const CARRY_SECONDS_MAX = 400 * DAY_SECONDS;
/** What fails by an error, such as a database that was away, is tried again before a person is asked. */
const TRIES_MAX = 5;

/** Opens the store in which the machines of rollbacks are kept: plans and executions change as their machines do. */
export function openMachines(ctx: Context): DatabaseMachineStore<RollbackContext, StageName> {
  return new DatabaseMachineStore<RollbackContext, StageName>(ctx, {
    onChange: (tx, before, change, now) => mirror(ctx, tx, before, change, now),
    ...(ctx.clock !== systemClock && { readNow: () => Promise.resolve(ctx.clock.now()) }),
  });
}

/** What happens when a plan is carried out. Nothing is taken back by itself when it fails: a person decides. */
export function defineRollback(ctx: Context): MachineDefinition<RollbackContext, StageName> {
  const stops = { onFailure: "stop", attemptsMax: TRIES_MAX } as const;
  return defineMachine<RollbackContext>()<StageName>(MACHINE_KIND, {
    wait: {
      ...stops,
      handler: waitStage,
      needs: [],
      timeLimitSeconds: WAIT_SECONDS_MAX,
      skippedBecause: ({ scheduledAt }) => (scheduledAt === null ? "It begins at once." : null),
    },
    recheck: { ...stops, handler: recheckStage(ctx) },
    hold: { ...stops, handler: holdStage(ctx) },
    stop: { ...stops, handler: stopStage(ctx) },
    carry: { ...stops, handler: carryStage(ctx), timeLimitSeconds: CARRY_SECONDS_MAX },
    verify: { ...stops, handler: verifyStage(ctx), timeLimitSeconds: CARRY_SECONDS_MAX },
    settle: { ...stops, handler: settleStage(ctx) },
  });
}
