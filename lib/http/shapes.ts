import { z } from "zod";

/** The shape of every list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const actorShape = z.object({
  kind: z.enum(["user", "token", "device", "system", "anonymous"]),
  id: z.string().optional(),
  name: z.string().optional(),
});

export const eventShape = z.object({
  seq: z.number().int(),
  type: z.string(),
  at: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  rolloutId: z.uuid().nullable(),
  productId: z.uuid().nullable(),
  actor: actorShape,
  data: z.record(z.string(), z.unknown()),
});

export const versionCounts = z.object({
  items: z.array(
    z.object({
      app: z.string().describe("A product's slug."),
      version: z.string().nullable().describe("Null where a device names none."),
      deviceCount: z.number().int(),
    }),
  ),
});
