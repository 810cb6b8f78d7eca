import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listRulesInput, ruleInput } from "#lib/notifications/input.ts";
import { findRule, selectRules } from "#lib/notifications/store-rules.ts";
import { toRuleView, type RuleView } from "#lib/notifications/view.ts";

const nameCursor = z.tuple([z.string(), z.uuid()]);

/** Pages through who hears what, by name. */
export async function listRules(ctx: Context, rawInput: unknown): Promise<Page<RuleView>> {
  requirePermission(ctx.actor, "notifications:read");
  const { limit, cursor, channel } = parseInput(listRulesInput, rawInput);
  const after = decodeCursor(cursor, nameCursor);
  const records = await selectRules(ctx.db, { channelId: channel, after, limit });
  return toPage(records, limit, toRuleView, ({ name, id }) => [name, id]);
}

export async function getRule(ctx: Context, rawInput: unknown): Promise<RuleView> {
  requirePermission(ctx.actor, "notifications:read");
  const { ruleId } = parseInput(ruleInput, rawInput);
  const record = await findRule(ctx.db, ruleId);
  if (!record) throw notFound("rule");
  return toRuleView(record);
}
