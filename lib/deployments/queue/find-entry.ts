import type { Transaction } from "#lib/database/client.ts";
import { type EntryRecord, findEntry, lockEntry } from "#lib/deployments/queue/store.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** Locks a place in the line that still waits. Throws NOT_FOUND, and WRONG_STATE once the deployment runs or is over. */
export async function lockWaiting(tx: Transaction, queueId: string): Promise<EntryRecord> {
  const found = await findEntry(tx, queueId);
  if (found === null) throw notFound("place in the line");
  await lockEntry(tx, found);
  const entry = await findEntry(tx, queueId);
  if (entry?.status === "waiting") return entry;
  throw new DomainError("WRONG_STATE", "It waits no more: it runs already, or is over.", {
    allowedStates: ["waiting"],
  });
}
