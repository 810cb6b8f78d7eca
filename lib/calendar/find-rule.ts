import type { Queryable } from "#lib/database/client.ts";
import { findRule, type RuleRecord } from "#lib/calendar/store-rules.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Finds a window or freeze by its id. Throws NOT_FOUND. */
export async function requireRule(db: Queryable, id: string): Promise<RuleRecord> {
  const rule = await findRule(db, id);
  if (!rule) throw notFound("window or freeze");
  return rule;
}
