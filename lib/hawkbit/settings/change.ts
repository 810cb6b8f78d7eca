import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { isSettingKey, settingRules, type SettingKey, type SettingValue } from "#lib/hawkbit/rules/settings.ts";
import { changeSettingInput, changeSettingsInput, resetSettingInput } from "#lib/hawkbit/settings/input.ts";
import { listSettings } from "#lib/hawkbit/settings/list.ts";
import { sealValue } from "#lib/hawkbit/settings/seal.ts";
import { deleteSetting, isTenant, saveSetting } from "#lib/hawkbit/settings/store.ts";
import type { SettingsView } from "#lib/hawkbit/settings/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** How a secret stands in the log. */
const MASKED = "••••••••";

export interface SettingChange {
  key: SettingKey;
  /** Null goes back to the default. */
  value: SettingValue | null;
}

/** Sets one value for a tenant; it holds from the next request on, in every process. */
export async function changeSetting(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "tokens:write");
  const { tenant, ...change } = parseInput(changeSettingInput, rawInput);
  await inTransaction(ctx, (tx) => applyChanges(ctx, tx, tenant, [change]));
}

/** Sets several values for a tenant at once, or none of them. Throws NOT_FOUND where no fleet has this tenant. */
export async function changeSettings(ctx: Context, rawInput: unknown): Promise<SettingsView> {
  requirePermission(ctx.actor, "tokens:write");
  const { tenant, values } = parseInput(changeSettingsInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    if (!(await isTenant(tx, tenant))) throw notFound("hawkBit tenant");
    const changes = Object.entries(values).flatMap(([key, value]) => (isSettingKey(key) ? [{ key, value }] : []));
    await applyChanges(ctx, tx, tenant, changes);
  });
  return listSettings(ctx, { tenant });
}

/** Lets the default hold again. Nothing happens where it does already. */
export async function resetSetting(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "tokens:write");
  const { tenant, key } = parseInput(resetSettingInput, rawInput);
  await inTransaction(ctx, (tx) => applyChanges(ctx, tx, tenant, [{ key, value: null }]));
}

/** Writes changes that were checked, each with its event. Going back to a default that holds already is none. */
export async function applyChanges(
  ctx: Context,
  tx: Transaction,
  tenant: string,
  changes: readonly SettingChange[],
): Promise<void> {
  for (const { key, value } of changes) {
    if (value === null) {
      if (await deleteSetting(tx, tenant, key)) record(ctx, tx, { tenant, key, value });
    } else {
      const kept = sealValue(ctx.config, tenant, key, value);
      await saveSetting(tx, { tenant, key, value: kept, by: nameOfActor(ctx), now: ctx.clock.now() });
      record(ctx, tx, { tenant, key, value: settingRules[key].isSecret === true ? MASKED : value });
    }
  }
}

function record(
  ctx: Context,
  tx: Transaction,
  data: { tenant: string; key: SettingKey; value: SettingValue | null },
): void {
  const subject = { kind: "setting" as const, id: `${data.tenant}/${data.key}` };
  recordEvent(ctx, tx, { type: "setting_changed", subject, data });
}

function nameOfActor({ actor }: Context): string {
  return toActorView(actor).name ?? actor.kind;
}
