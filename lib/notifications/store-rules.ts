import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { NotificationRule } from "#lib/database/generated/client.ts";
import type { ListeningRule } from "#lib/notifications/rules/digest.ts";
import type { QuietHours } from "#lib/notifications/rules/quiet-hours.ts";
import type { Severity } from "#lib/notifications/rules/severity.ts";

export type RuleRecord = NotificationRule;

export interface RuleFields {
  name: string;
  channelId: string;
  eventTypes: string[];
  productIds: string[];
  environmentIds: string[];
  severity: string;
  quietHours: QuietHours | null;
  digestMinutes: number;
  enabled: boolean;
}

export async function insertRule(
  tx: Transaction,
  { quietHours, ...fields }: RuleFields,
  createdBy: ActorView,
  now: Date,
): Promise<RuleRecord> {
  return tx.notificationRule.create({
    data: { ...fields, ...quietColumn(quietHours), createdBy: { ...createdBy }, createdAt: now, updatedAt: now },
  });
}

export async function updateRuleRow(
  tx: Transaction,
  id: string,
  { quietHours, ...fields }: RuleFields,
  now: Date,
): Promise<RuleRecord> {
  return tx.notificationRule.update({
    where: { id },
    data: { ...fields, ...quietColumn(quietHours), updatedAt: now },
  });
}

export async function deleteRuleRow(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.notificationRule.update({ where: { id }, data: { deletedAt: now, enabled: false, updatedAt: now } });
}

export async function findRule(db: Queryable, id: string): Promise<RuleRecord | null> {
  return db.notificationRule.findFirst({ where: { id, deletedAt: null } });
}

export async function lockRule(tx: Transaction, id: string): Promise<RuleRecord | null> {
  await tx.$queryRaw`SELECT 1 FROM notification_rules WHERE id = ${id}::uuid FOR UPDATE`;
  return findRule(tx, id);
}

/** Reads rules by name, one more than asked for where there are more. */
export async function selectRules(
  db: Queryable,
  {
    channelId,
    after,
    limit,
  }: { channelId?: string | undefined; after: readonly [string, string] | null; limit: number },
): Promise<RuleRecord[]> {
  return db.notificationRule.findMany({
    where: {
      deletedAt: null,
      ...(channelId !== undefined && { channelId }),
      ...(after && { OR: [{ name: { gt: after[0] } }, { name: after[0], id: { gt: after[1] } }] }),
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
}

/** The rules that are to be asked about every event: switched on, like their channel. */
export async function selectListeningRules(db: Queryable): Promise<ListeningRule[]> {
  const rows = await db.notificationRule.findMany({
    where: { enabled: true, deletedAt: null, channel: { enabled: true, deletedAt: null } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  // Written only through the inputs, which know no other severity and no other shape of quiet hours.
  return rows.map((row) => ({
    ...row,
    severity: row.severity as Severity,
    quietHours: row.quietHours as unknown as QuietHours | null,
  }));
}

/** Of these products and environments, those that there are. */
export async function selectExisting(
  db: Queryable,
  { productIds, environmentIds }: Pick<RuleFields, "productIds" | "environmentIds">,
): Promise<{ products: ReadonlySet<string>; environments: ReadonlySet<string> }> {
  const [products, environments] = await Promise.all([
    db.product.findMany({ where: { id: { in: productIds } }, select: { id: true } }),
    db.environment.findMany({ where: { id: { in: environmentIds } }, select: { id: true } }),
  ]);
  return { products: new Set(products.map(({ id }) => id)), environments: new Set(environments.map(({ id }) => id)) };
}

function quietColumn(quietHours: QuietHours | null) {
  // Prisma tells a JSON null from no value; here it is no value.
  return { quietHours: quietHours === null ? Prisma.DbNull : ({ ...quietHours } as unknown as Prisma.InputJsonObject) };
}
