import { reachOf } from "#lib/access/rules/actor.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { planFromTemplate, type PlannedFromTemplate } from "#lib/templates/resolve.ts";

/** Which version comes is not known yet; a plan that stands with any stands with this one. */
const ANY_VERSION = "0.0.0";

/** Tries the values out on the template as it is now, so that a slip is told today and not at three in the morning. */
export async function checkTemplate(
  { actor }: Pick<Context, "actor">,
  db: Queryable,
  wish: { template: string; product: string; environment: string; variables: Readonly<Record<string, unknown>> },
): Promise<PlannedFromTemplate> {
  return planFromTemplate(db, {
    templateId: wish.template,
    variables: wish.variables,
    reach: reachOf(actor),
    facts: { risk: null, environmentSlug: wish.environment, productSlug: wish.product, version: ANY_VERSION },
  });
}
