import { isEarly, type RunResult } from "#lib/ci/rules/outcome.ts";
import { findRed } from "#lib/ci/rules/red-run.ts";
import { matchesRun } from "#lib/ci/rules/trigger.ts";
import { findStarted, findStartedByRun, findVersionsOf, lockStarts } from "#lib/ci/store-deployed.ts";
import { type RunRecord, selectVerdictsOf } from "#lib/ci/store-runs.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { findToldSecret } from "#lib/deployments/find-told-secret.ts";
import { hideSecrets, openSecrets } from "#lib/deployments/secrets.ts";
import type { Context } from "#lib/kernel/context.ts";

export type Done = Omit<RunResult, "triggerId" | "trigger">;

/**
 * Deploys the version that was built from a green run's commit, once: not again for another attempt of the run, nor for
 * another workflow of the same commit while what the first one started has not gone wrong.
 */
export async function startByRun(ctx: Context, tx: Transaction, run: RunRecord, trigger: TriggerView): Promise<Done> {
  if (trigger.mode === "watch") return nothing("It only watches: green runs start nothing.");
  await lockStarts(tx, trigger.id);
  const earlier = await findStartedByRun(tx, { ...run, triggerId: trigger.id });
  if (earlier) return { did: "nothing", deployment: earlier, reason: `This run started #${earlier.number} already.` };

  const red = findRed((await selectVerdictsOf(tx, run)).filter((one) => matchesRun(trigger, one)));
  if (red) return nothing(`${red.workflow || "Another run"} failed for ${run.commit.slice(0, 12)}.`);

  const [versionId] = await findVersionsOf(tx, trigger.product.id, run.commit);
  if (versionId === undefined) return waitForBuild(run, trigger, ctx.clock.now());
  const place = { triggerId: trigger.id, versionId, environmentId: trigger.environment.id };
  const started = await findStarted(tx, place);
  if (started)
    return { did: "nothing", deployment: started, reason: `#${started.number} deploys this version already.` };

  const secrets = openSecrets(ctx, trigger);
  const told = await findToldSecret(tx, trigger.template.id, Object.keys(secrets));
  if (told !== null)
    return nothing(`The variable ${told} is no secret in the template any more. Save the trigger anew.`);
  const { id, number } = await createDeployment(ctx, tx, {
    template: trigger.template.id,
    product: trigger.product.id,
    version: versionId,
    environment: trigger.environment.id,
    variables: { ...withoutSecrets(trigger.variables), ...secrets },
    trigger: { kind: "ci", id: trigger.id, name: trigger.name, ...(run.url !== null && { url: run.url }) },
  });
  return { did: "started", deployment: { id, number }, reason: null };
}

function withoutSecrets(variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(hideSecrets(variables)).filter(([, value]) => value !== null));
}

function waitForBuild({ commit, receivedAt }: RunRecord, { product }: TriggerView, now: Date): Done {
  const missing = `No build of ${product.slug} from ${commit.slice(0, 12)} belongs to a version`;
  if (!isEarly(receivedAt, now)) return nothing(`${missing}.`);
  return { did: "waits", deployment: null, reason: `${missing} yet.` };
}

export function nothing(reason: string): Done {
  return { did: "nothing", deployment: null, reason };
}
