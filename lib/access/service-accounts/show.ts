import { toRole, type UserRow } from "#lib/access/store-users.ts";
import type { ServiceAccountView } from "#lib/access/view.ts";

export function toServiceAccountView(row: UserRow): ServiceAccountView {
  return {
    id: row.id,
    name: row.name,
    role: toRole(row.role),
    disabled: row.disabledAt !== null,
    isLimited: row.isLimited,
    createdAt: row.createdAt.toISOString(),
  };
}
