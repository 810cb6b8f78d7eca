import type { Queryable, Transaction } from "#lib/database/client.ts";
import { isSettingKey, type SettingKey, type SettingValue } from "#lib/hawkbit/rules/settings.ts";

/** The tenant that is always there; every other belongs to a fleet. */
export const DEFAULT_TENANT = "DEFAULT";

/** A value as it is kept: sealed where the key is a secret. */
export interface StoredSetting {
  key: SettingKey;
  value: SettingValue;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
}

/** Reads what was set for a tenant. */
export async function selectSettings(db: Queryable, tenant: string): Promise<StoredSetting[]> {
  const rows = await db.setting.findMany({ where: { tenant } });
  // Only values that passed settingFault were ever written, so the cast is safe.
  return rows.flatMap(({ key, value, ...row }) =>
    isSettingKey(key) ? [{ ...row, key, value: value as SettingValue }] : [],
  );
}

export async function saveSetting(
  tx: Transaction,
  { tenant, key, value, by, now }: { tenant: string; key: SettingKey; value: SettingValue; by: string; now: Date },
): Promise<void> {
  await tx.setting.upsert({
    where: { tenant_key: { tenant, key } },
    create: { tenant, key, value, createdAt: now, createdBy: by, updatedAt: now, updatedBy: by },
    update: { value, updatedAt: now, updatedBy: by },
  });
}

/** Removes what was set. False where nothing was. */
export async function deleteSetting(tx: Transaction, tenant: string, key: SettingKey): Promise<boolean> {
  const { count } = await tx.setting.deleteMany({ where: { tenant, key } });
  return count > 0;
}

/** Lists the tenants that fleets have, by name. */
export async function selectFleetTenants(db: Queryable): Promise<string[]> {
  const fleets = await db.fleet.findMany({
    where: { tenant: { not: null } },
    select: { tenant: true },
    orderBy: { tenant: "asc" },
  });
  return fleets.flatMap(({ tenant }) => tenant ?? []);
}

export async function isTenant(db: Queryable, tenant: string): Promise<boolean> {
  return tenant === DEFAULT_TENANT || (await db.fleet.count({ where: { tenant } })) > 0;
}
