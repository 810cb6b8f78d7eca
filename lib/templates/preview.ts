import { reachOf } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { firstOpening, judge, type Place, rulesFor, type Verdict } from "#lib/calendar/rules/verdict.ts";
import { selectRulesInForce } from "#lib/calendar/store-rules.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import { findEnvironment } from "#lib/environments/find.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, type InputFault } from "#lib/kernel/errors.ts";
import { parseInput, withAliases } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { findVersionId } from "#lib/products/store-versions.ts";
import { DEPLOY_ALIASES, previewDeploymentInput } from "#lib/templates/input.ts";
import { previewSelections } from "#lib/templates/preview-selections.ts";
import { planFromTemplate } from "#lib/templates/resolve.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";
import { windowOf } from "#lib/templates/rules/stage-devices.ts";
import { planSeconds, planTimes } from "#lib/templates/rules/time-at-least.ts";
import type { DeploymentPreview, SelectionPreview, StagePreview } from "#lib/templates/view.ts";

/**
 * Shows what a deployment by a template would do: devices and batches of each stage, windows, and how long it takes at
 * least. Refused as the deployment itself would be. Changes nothing.
 */
export async function previewDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentPreview> {
  requirePermission(ctx.actor, "deployments:read");
  const input = parseInput(previewDeploymentInput, withAliases(rawInput, DEPLOY_ALIASES));
  const product = await requireProduct(ctx.db, input.product);
  const environment = await findUsable(ctx, input.environment);
  const { template, plan } = await planFromTemplate(ctx.db, {
    templateId: input.template,
    templateVersion: input.templateVersion,
    variables: input.variables,
    reach: reachOf(ctx.actor),
    facts: {
      risk: input.risk ?? null,
      environmentSlug: environment?.slug ?? null,
      productSlug: product.slug,
      version: input.version === undefined ? null : await numberOf(ctx, product.id, input.version),
    },
  });

  const startsAt = input.scheduledAt ?? ctx.clock.now();
  const calendar = await askCalendar(ctx, { productId: product.id, environmentId: environment?.id ?? null }, startsAt);
  const devices = await countDevices(ctx, plan, environment);
  const times = planTimes(plan, calendar.opensAt ?? startsAt);
  return {
    template: { id: template.id, slug: template.slug, version: template.version },
    environment: environment && { id: environment.id, slug: environment.slug, name: environment.name },
    approvals: environment && approvalsOf(environment),
    deviceCount: devices.count,
    stages: toStages(plan, devices.byStage, times),
    secondsAtLeast: planSeconds(times),
    startsAt: startsAt.toISOString(),
    opensAt: calendar.opensAt?.toISOString() ?? null,
    closedBecause: calendar.closedBecause,
    warnings: [...(startsAt < ctx.clock.now() ? ["The time has passed."] : []), ...devices.warnings],
  };
}

function approvalsOf({ requiredApprovals, approverRole }: EnvironmentRecord) {
  return requiredApprovals === 0 ? null : { count: requiredApprovals, role: approverRole };
}

async function askCalendar(ctx: Context, place: Place, startsAt: Date) {
  const rules = rulesFor(await selectRulesInForce(ctx.db), place);
  return { opensAt: firstOpening(rules, startsAt), closedBecause: whyClosed(judge(rules, startsAt)) };
}

async function countDevices(ctx: Context, plan: Plan, environment: EnvironmentRecord | null) {
  const outer = environment?.deviceFilter ?? {};
  const [count, { byStage, isCut }] = await Promise.all([
    countSelected(ctx.db, outer, freshnessOf(ctx)),
    previewSelections(ctx, plan, outer),
  ]);
  const warnings = count === 0 ? [`${environment?.name ?? "The fleet"} has no devices.`] : emptyOnes(byStage);
  if (isCut) warnings.push("There are more selections of devices than are counted here.");
  return { count, byStage, warnings };
}

async function findUsable(ctx: Context, idOrSlug: string | undefined) {
  if (idOrSlug === undefined) return null;
  const environment = await findEnvironment(ctx.db, idOrSlug);
  if (!environment || environment.archivedAt) {
    throw impossible({ path: "environment", message: "There is no such environment in use." });
  }
  return environment;
}

async function numberOf(ctx: Context, productId: string, versionOrId: string): Promise<string> {
  const id = await findVersionId(ctx.db, productId, versionOrId);
  if (id === null) throw impossible({ path: "version", message: "The product has no such version." });
  return (await requireVersion(ctx.db, id)).version;
}

function impossible(fault: InputFault): DomainError {
  return new DomainError("IMPOSSIBLE", fault.message, { errors: [fault] });
}

function toStages(
  plan: Plan,
  selections: ReadonlyMap<string, SelectionPreview[]>,
  times: ReturnType<typeof planTimes>,
): StagePreview[] {
  return plan.stages.map(({ config: _config, onFailure: _onFailure, ...stage }, index) => {
    const planned = plan.stages[index];
    const { startsAfterSeconds = 0, endsAfterSeconds = 0 } = times.get(stage.name) ?? {};
    return {
      ...stage,
      selections: selections.get(stage.name) ?? [],
      window: planned ? windowOf(planned) : null,
      startsAfterSeconds,
      endsAfterSeconds,
    };
  });
}

function whyClosed(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case "open":
      return null;
    case "frozen":
      return `The freeze ${verdict.by.name} holds.`;
    case "closed":
      return `No window is open: ${verdict.by.map((rule) => rule.name).join(", ")}.`;
  }
}

function emptyOnes(byStage: ReadonlyMap<string, SelectionPreview[]>): string[] {
  return [...byStage].flatMap(([stage, selections]) =>
    selections
      .filter((selection) => selection.total === 0)
      .map(
        ({ name }) => `No device is meant by ${name === "" ? `the stage ${stage}` : `${name} of the stage ${stage}`}.`,
      ),
  );
}
