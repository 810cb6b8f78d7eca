import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { findPlace } from "#lib/calendar/find-place.ts";
import { listRulesInput } from "#lib/calendar/input.ts";
import { toRuleView } from "#lib/calendar/show-rule.ts";
import { selectRules } from "#lib/calendar/store-rules.ts";
import type { CalendarRuleView } from "#lib/calendar/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, type Page, toPage } from "#lib/kernel/page.ts";

const ruleCursor = z.tuple([z.string(), z.uuid()]);

/** Pages through windows and freezes by name, each with its next times. */
export async function listRules(ctx: Context, rawInput: unknown): Promise<Page<CalendarRuleView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, limit, ...named } = parseInput(listRulesInput, rawInput);
  const last = decodeCursor(cursor, ruleCursor);
  const { environment, product } = await findPlace(ctx.db, named);

  const now = ctx.clock.now();
  return toPage(
    await selectRules(ctx.db, {
      environmentId: environment?.id ?? null,
      productId: product?.id ?? null,
      reach: reachOf(ctx.actor),
      after: last && { name: last[0], id: last[1] },
      limit,
    }),
    limit,
    (rule) => toRuleView(rule, now),
    (rule) => [rule.name, rule.id],
  );
}
