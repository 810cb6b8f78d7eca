import type { z } from "zod";
import type { Transaction } from "#lib/database/client.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import type { ruleFields } from "#lib/notifications/input.ts";
import { findChannel } from "#lib/notifications/store-channels.ts";
import { selectExisting, type RuleFields } from "#lib/notifications/store-rules.ts";

/** Takes what a caller said of a rule; whatever was named twice is named once. */
export function toRuleFields({ quietHours, ...input }: z.output<typeof ruleFields>): RuleFields {
  return {
    ...input,
    eventTypes: [...new Set(input.eventTypes)],
    productIds: [...new Set(input.productIds)],
    environmentIds: [...new Set(input.environmentIds)],
    quietHours: quietHours && {
      timeZone: quietHours.timeZone,
      from: quietHours.from,
      to: quietHours.to,
      exceptCritical: quietHours.exceptCritical,
      ...(quietHours.days !== undefined && { days: [...new Set(quietHours.days)].sort() }),
    },
  };
}

/** Throws INVALID_INPUT where a rule names what there is not. */
export async function checkRule(tx: Transaction, rule: RuleFields): Promise<void> {
  if (!(await findChannel(tx, rule.channelId))) {
    throw invalidInput({ path: "channelId", message: "There is no such channel." });
  }
  const { products, environments } = await selectExisting(tx, rule);
  if (rule.productIds.some((id) => !products.has(id))) {
    throw invalidInput({ path: "productIds", message: "One of these products does not exist." });
  }
  if (rule.environmentIds.some((id) => !environments.has(id))) {
    throw invalidInput({ path: "environmentIds", message: "One of these environments does not exist." });
  }
}
