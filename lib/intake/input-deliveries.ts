import { z } from "zod";
import { DELIVERY_STATUSES, WEBHOOK_ROUTES } from "#lib/intake/rules/delivery.ts";
import { WEBHOOK_FORMATS } from "#lib/intake/rules/push.ts";
import { pageInput } from "#lib/kernel/page.ts";

const moment = z.iso
  .datetime({ offset: true, error: "Write a time with its zone, such as 2026-01-31T22:00:00Z." })
  .transform((text) => new Date(text));

export const deliveryIdInput = z.strictObject({ deliveryId: z.uuid() });

export const listDeliveriesInput = pageInput.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  source: z.uuid().optional().describe("Id of a source with an address of its own."),
  route: z.enum(WEBHOOK_ROUTES).optional(),
  format: z.enum(WEBHOOK_FORMATS).optional(),
  from: moment.optional().describe("Received at this time or later."),
  to: moment.optional().describe("Received before this time."),
});
