import type { HawkbitRequest } from "#lib/hawkbit/exchange.ts";
import type { DeploymentFeedback } from "#lib/hawkbit/ddi/take-feedback.ts";
import type { FeedbackOutcome } from "#lib/hawkbit/rules/feedback.ts";
import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";

/** A request below /{tenant}/controller/v1/{controllerId}; `segments` is what follows. */
export interface DdiRequest extends Omit<HawkbitRequest, "body"> {
  /** As it stands in the address, decoded. */
  tenant: string;
  controllerId: string;
  /** What the tenant set. Whoever takes many requests keeps it at hand. */
  settings: HawkbitSettings;
  /** Takes feedback together with that of others, once it is committed; left out, each is taken alone. */
  takeFeedback?: (item: DeploymentFeedback) => Promise<FeedbackOutcome>;
}

/** The name under which everything of a tenant is kept. */
export function tenantKey({ tenant }: Pick<DdiRequest, "tenant">): string {
  return tenant.toUpperCase();
}
