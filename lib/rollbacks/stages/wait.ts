import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import type { StageHandler } from "#lib/stages/types.ts";

/** Waits for the time of a scheduled rollback. */
export const waitStage: StageHandler<RollbackContext, StageName> = {
  run({ context, now }) {
    const until = context.scheduledAt === null ? now : new Date(context.scheduledAt);
    if (until <= now) return Promise.resolve({ kind: "completed" });
    return Promise.resolve({ kind: "waiting", reason: `It begins at ${until.toISOString()}.`, until });
  },
};
