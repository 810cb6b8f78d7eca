import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { readEvents } from "#lib/events/store.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { Page } from "#lib/kernel/page.ts";

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

export const listEventsInput = z.strictObject({
  ...eventFilterInput,
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
 * The cursor is the last number of the page.
 */
export async function listEvents(ctx: Context, rawInput: unknown): Promise<Page<EventView>> {
  requirePermission(ctx.actor, "events:read");
  const input = parseInput(listEventsInput, rawInput);
  const order = input.order ?? (input.after === undefined ? "newest" : "oldest");
  const cursor = input.cursor === undefined ? undefined : Number(input.cursor);
  const afterSeq = order === "oldest" ? Math.max(cursor ?? 0, input.after ?? 0) : input.after;
  const events = await readEvents(
    ctx.db,
    {
      afterSeq,
      beforeSeq: order === "newest" ? cursor : undefined,
      rolloutId: input.rollout,
      productId: input.product,
      subjectId: input.subject,
      types: input.types,
    },
    order,
    input.limit + 1,
  );
  const items = events.slice(0, input.limit);
  const last = items.at(-1);
  return { items, nextCursor: events.length > input.limit && last ? String(last.seq) : null };
}
