import { freshnessOf } from "#lib/devices/freshness.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { countLeft, describeWhereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import { readWhereabouts } from "#lib/rollbacks/store-progress.ts";
import type { StageHandler } from "#lib/stages/types.ts";

const LOOK_SECONDS = 30;

/** Looks where every device is. As long as one still runs what was to be taken back, a person says what is to be done. */
export function verifyStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return {
    async run({ context, now }) {
      const whereabouts = await readWhereabouts(ctx.db, context, freshnessOf(ctx));
      const output = { whereabouts };
      const reason = describeWhereabouts(whereabouts, context.from.version);
      if (countLeft(whereabouts) === 0 || context.acceptsFailures) return { kind: "completed", output };
      if (whereabouts.underWay > 0) return { kind: "waiting", reason, until: secondsAfter(now, LOOK_SECONDS), output };
      return { kind: "failed", isFinal: true, reason, output };
    },
  };
}
