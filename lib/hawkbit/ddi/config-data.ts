import { z } from "zod";
import { inTransaction } from "#lib/database/transaction.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import type { DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { lockAttributes, saveAttributes } from "#lib/hawkbit/ddi/store-device.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse } from "#lib/hawkbit/refusal.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const ATTRIBUTES_MAX = 100;
const TEXT_LENGTH_MAX = 128;

const text = z
  .string()
  .max(TEXT_LENGTH_MAX, `At most ${TEXT_LENGTH_MAX} characters.`)
  .regex(/^[\x20-\x7e]*$/, "Printable ASCII only.");

const configDataBody = z.object({
  mode: z.enum(["merge", "replace", "remove"], { error: "Use merge, replace or remove." }).nullish(),
  data: z.record(text.min(1), text.nullable(), { error: "Send an object of texts." }),
});
type ConfigData = z.output<typeof configDataBody>;

/** Takes what a device says about itself, whether it was asked or not. */
export async function takeConfigData(ctx: Context, request: DdiRequest, device: DdiDevice): Promise<HawkbitAnswer> {
  const input = parseInput(configDataBody, await request.readJson());
  return inTransaction(ctx, async (tx) => {
    const attributes = changeAttributes(await lockAttributes(tx, device.id), input);
    if (Object.keys(attributes).length > ATTRIBUTES_MAX) {
      return refuse(429, `A device has at most ${ATTRIBUTES_MAX} attributes.`);
    }
    await saveAttributes(tx, device.id, attributes);
    return { status: 200 };
  });
}

function changeAttributes(known: Record<string, unknown>, { mode, data }: ConfigData): Record<string, unknown> {
  const attributes = new Map(mode === "replace" ? [] : Object.entries(known));
  for (const [name, value] of Object.entries(data)) {
    if (mode === "remove" || value === null) attributes.delete(name);
    else attributes.set(name, value);
  }
  return Object.fromEntries(attributes);
}
