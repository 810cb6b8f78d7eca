// How the browser reads and changes databases of products, and asks about their migrations.
import { api } from "#components/api.ts";
import type { EventType } from "#lib/events/types.ts";
import type { AppliedView, CheckView, DatabaseView } from "#lib/migration-guard/view.ts";

const PATH = "/api/v1/databases";

/** After which the pages of databases are out of date. */
export const DATABASE_EVENTS: readonly EventType[] = [
  "product_database_saved",
  "product_database_deleted",
  "migration_rollback_checked",
];

export const guardKeys = {
  check: (id: string) => ["migration-guard", "check", id] as const,
  applied: (databaseId: string) => ["migration-guard", "applied", databaseId] as const,
};

export const createDatabase = (productId: string, body: unknown) =>
  api<DatabaseView>(`/api/v1/products/${productId}/databases`, { method: "POST", body });

export const updateDatabase = (id: string, body: unknown) =>
  api<DatabaseView>(`${PATH}/${id}`, { method: "PATCH", body });

export const deleteDatabase = (id: string) => api(`${PATH}/${id}`, { method: "DELETE" });

export const testDatabase = (id: string) => api<DatabaseView>(`${PATH}/${id}/test`, { method: "POST", body: {} });

export const readApplied = (id: string, signal?: AbortSignal) =>
  api<AppliedView>(`${PATH}/${id}/migrations`, { signal });

export type CheckWish = {
  migrations: readonly string[];
  sql?: string;
  downSql?: string;
  version?: string;
  force?: { reason: string };
};

export const checkMigration = (id: string, body: CheckWish) =>
  api<CheckView>(`${PATH}/${id}/checks`, { method: "POST", body });

export const readCheck = (databaseId: string, checkId: string, signal?: AbortSignal) =>
  api<CheckView>(`${PATH}/${databaseId}/checks/${checkId}`, { signal });
