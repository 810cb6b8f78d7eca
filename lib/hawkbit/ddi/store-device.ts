import { Prisma, type Transaction } from "#lib/database/client.ts";
import type { AutoConfirm } from "#lib/hawkbit/ddi/store.ts";

/** Switches a device's own consent on or off. False where it was on already. */
export async function saveAutoConfirm(
  tx: Transaction,
  deviceId: string,
  autoConfirm: AutoConfirm | null,
): Promise<boolean> {
  const { count } = await tx.device.updateMany({
    where: { id: deviceId, ...(autoConfirm !== null && { autoConfirm: { equals: Prisma.DbNull } }) },
    data: { autoConfirm: autoConfirm === null ? Prisma.DbNull : { ...autoConfirm } },
  });
  return count > 0;
}

/** Reads a device's attributes under its lock. */
export async function lockAttributes(tx: Transaction, deviceId: string): Promise<Record<string, unknown>> {
  const [row] = await tx.$queryRaw<{ attributes: Record<string, unknown> }[]>`
    SELECT attributes FROM devices WHERE id = ${deviceId}::uuid FOR UPDATE`;
  return row?.attributes ?? {};
}

/** Writes what a device said about itself; nobody waits for it any more. */
export async function saveAttributes(
  tx: Transaction,
  deviceId: string,
  attributes: Record<string, unknown>,
): Promise<void> {
  await tx.device.update({
    where: { id: deviceId },
    data: { attributes: attributes as Prisma.InputJsonObject, wantsAttributes: false },
  });
}
