import { z } from "zod";
import { DELIVERY_STATUSES, WEBHOOK_ROUTES } from "#lib/intake/rules/delivery.ts";
import { WEBHOOK_FORMATS } from "#lib/intake/rules/push.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

export const deliveryIdInput = z.strictObject({ deliveryId: z.uuid() });

export const listDeliveriesInput = pageInput.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  source: z.uuid().optional().describe("Id of a source with an address of its own."),
  route: z.enum(WEBHOOK_ROUTES).optional(),
  format: z.enum(WEBHOOK_FORMATS).optional(),
  from: timeInput.optional().describe("Received at this time or later."),
  to: timeInput.optional().describe("Received before this time."),
});
