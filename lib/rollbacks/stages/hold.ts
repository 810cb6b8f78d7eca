import { inTransaction } from "#lib/database/transaction.ts";
import { insertLog } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { lockVersionRow } from "#lib/products/store-versions.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { endReleases } from "#lib/rollbacks/store-executions.ts";
import { holdLockedVersion } from "#lib/rollouts/hold-version.ts";
import type { StageHandler } from "#lib/stages/types.ts";

const REASON_LENGTH_MAX = 500;

/** Holds the version until a person releases it: nobody is offered it, and it is promoted no more. */
export function holdStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return {
    async run({ context: { number, product, environment, from, reason } }) {
      const why = `Rollback plan #${number}: ${reason}`.slice(0, REASON_LENGTH_MAX);
      const ended = await inTransaction(ctx, async (tx) => {
        const version = await lockVersionRow(tx, from.versionId);
        // Without content nobody can be offered it, so there is nothing to hold.
        if (version?.digest != null) await holdLockedVersion(ctx, tx, { ...version, digest: version.digest }, why);
        const place = { productId: product.id, environmentId: environment?.id ?? null, versionId: from.versionId };
        const releases = await endReleases(tx, place, ctx.clock.now());
        for (const { deploymentId } of releases) {
          const message = `${from.version} is taken back by rollback plan #${number}: ${reason}`;
          await insertLog(tx, deploymentId, { stage: null, level: "warning", message, data: {} }, ctx.clock.now());
        }
        return releases;
      });
      return { kind: "completed", output: { deployments: ended.map((release) => release.number) } };
    },
  };
}
