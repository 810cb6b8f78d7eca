import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { settingRules, type SettingKey, type SettingValue } from "#lib/hawkbit/rules/settings.ts";
import { changeSettingInput, resetSettingInput } from "#lib/hawkbit/settings/input.ts";
import { sealValue } from "#lib/hawkbit/settings/seal.ts";
import { deleteSetting, saveSetting } from "#lib/hawkbit/settings/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** How a secret stands in the log. */
const MASKED = "••••••••";

export interface SettingChange {
  key: SettingKey;
  value: SettingValue;
}

/** Sets one value for a tenant; it holds from the next request on, in every process. */
export async function changeSetting(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "tokens:write");
  const { tenant, ...change } = parseInput(changeSettingInput, rawInput);
  await inTransaction(ctx, (tx) => applyChanges(ctx, tx, tenant, [change]));
}

/** Writes changes that were checked, each with its event. */
export async function applyChanges(
  ctx: Context,
  tx: Transaction,
  tenant: string,
  changes: readonly SettingChange[],
): Promise<void> {
  for (const { key, value } of changes) {
    const kept = sealValue(ctx.config, tenant, key, value);
    await saveSetting(tx, { tenant, key, value: kept, by: nameOfActor(ctx), now: ctx.clock.now() });
    recordEvent(ctx, tx, {
      type: "setting_changed",
      subject: { kind: "setting", id: `${tenant}/${key}` },
      data: { tenant, key, value: settingRules[key].isSecret === true ? MASKED : value },
    });
  }
}

/** Lets the default hold again. Nothing happens where it does already. */
export async function resetSetting(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "tokens:write");
  const { tenant, key } = parseInput(resetSettingInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    if (!(await deleteSetting(tx, tenant, key))) return;
    const subject = { kind: "setting" as const, id: `${tenant}/${key}` };
    recordEvent(ctx, tx, { type: "setting_changed", subject, data: { tenant, key, value: null } });
  });
}

function nameOfActor({ actor }: Context): string {
  return toActorView(actor).name ?? actor.kind;
}
