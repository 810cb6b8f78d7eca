import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";

/** Notes a damaged content. False where it is noted already. */
export async function insertDamage(
  tx: Transaction,
  { sha256, found }: { sha256: string; found: Record<string, unknown> },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.damagedContent.createMany({
    data: [{ sha256, found: found as Prisma.InputJsonObject, foundAt: now }],
    skipDuplicates: true,
  });
  return count > 0;
}

/** Forgets that a content was damaged, because it came again whole. */
export async function deleteDamage(tx: Transaction, sha256: string): Promise<boolean> {
  const { count } = await tx.damagedContent.deleteMany({ where: { sha256 } });
  return count > 0;
}

export async function isKnownAsDamaged(db: Queryable, sha256: string): Promise<boolean> {
  return (await db.damagedContent.findUnique({ where: { sha256 }, select: { sha256: true } })) !== null;
}

/** Says which of these contents are damaged. */
export async function selectDamaged(db: Queryable, sha256s: readonly string[]): Promise<Set<string>> {
  const rows = await db.damagedContent.findMany({ where: { sha256: { in: [...sha256s] } }, select: { sha256: true } });
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Finds the first file that has a content, for telling about it. */
export async function findOwnerOfContent(
  db: Queryable,
  sha256: string,
): Promise<{ fileName: string; versionId: string | null; productId: string | null } | null> {
  const row = await db.file.findFirst({
    where: { sha256 },
    orderBy: { number: "asc" },
    select: { fileName: true, versionId: true, version: { select: { productId: true } } },
  });
  return row && { fileName: row.fileName, versionId: row.versionId, productId: row.version?.productId ?? null };
}
