import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { boundByTime, findScanEnd, type EventFilter } from "#lib/events/store-filter.ts";
import { readEvents } from "#lib/events/store.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { Page } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

const typeList = z
  .string()
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(z.enum(EVENT_TYPES, { error: `is not an event type; the types are ${EVENT_TYPES.join(", ")}` })));

export const eventFilterInput = {
  rollout: z.uuid().optional(),
  product: z.uuid().optional(),
  subject: z.string().max(200).optional(),
  types: typeList.optional(),
};

/** What a search of the past may ask for besides. */
export const eventSearchInput = {
  ...eventFilterInput,
  subjectKind: z.string().max(50).optional().describe("Such as rollout or device."),
  actor: z.string().max(200).optional().describe("Who did it: an id or a name."),
  actorKind: z.enum(["user", "token", "device", "system", "anonymous"]).optional(),
  from: timeInput.optional().describe("Not before this time."),
  to: timeInput.optional().describe("Before this time."),
  text: z.string().trim().max(200).optional().describe("Stands in the type, the subject, the actor or the data."),
};

export const listEventsInput = z.strictObject({
  ...eventSearchInput,
  after: z.coerce.number().int().min(0).optional(),
  order: z.enum(["oldest", "newest"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: "Pass on nextCursor as it came." })
    .optional(),
});

/**
 * Lists events by their number: the oldest first when `after` is given (to follow the log), else the newest first.
 * The cursor is the last number looked at: a search for what no index knows may have a next page behind an empty one.
 */
export async function listEvents(ctx: Context, rawInput: unknown): Promise<Page<EventView>> {
  requirePermission(ctx.actor, "events:read");
  const input = parseInput(listEventsInput, rawInput);
  const order = input.order ?? (input.after === undefined ? "newest" : "oldest");
  const cursor = input.cursor === undefined ? undefined : Number(input.cursor);
  const filter = await boundByTime(ctx.db, {
    ...toFilter(input),
    reach: reachOf(ctx.actor),
    afterSeq: order === "oldest" ? Math.max(cursor ?? 0, input.after ?? 0) : input.after,
    beforeSeq: order === "newest" ? cursor : undefined,
  });
  const scanEnd = await findScanEnd(ctx.db, filter, order);
  const events = await readEvents(ctx.db, untilScanEnd(filter, scanEnd, order), order, input.limit + 1);
  const items = events.slice(0, input.limit);
  const last = items.at(-1);
  if (events.length > input.limit && last) return { items, nextCursor: String(last.seq) };
  return { items, nextCursor: scanEnd === null ? null : String(scanEnd) };
}

/** What is asked for, as the store knows it. */
export function toFilter(input: Partial<z.output<z.ZodObject<typeof eventSearchInput>>>): EventFilter {
  return {
    rolloutId: input.rollout,
    productId: input.product,
    subjectId: input.subject,
    subjectKind: input.subjectKind,
    types: input.types,
    actor: input.actor,
    actorKind: input.actorKind,
    from: input.from,
    to: input.to,
    text: input.text,
  };
}

/** The event at the end is looked at too. */
function untilScanEnd(filter: EventFilter, scanEnd: number | null, order: "oldest" | "newest"): EventFilter {
  if (scanEnd === null) return filter;
  return order === "oldest" ? { ...filter, beforeSeq: scanEnd + 1 } : { ...filter, afterSeq: scanEnd - 1 };
}
