import type { Context } from "#lib/kernel/context.ts";
import { tick } from "#lib/orchestrator/tick.ts";

const ROUNDS_MAX = 20;

/** Ticks until nothing moves. */
export async function settle(ctx: Context): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { moved } = await tick(ctx);
    if (moved === 0) return;
  }
  throw new Error("The rollouts do not come to rest.");
}
