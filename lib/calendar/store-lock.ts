import type { Transaction } from "#lib/database/client.ts";

// Whoever stops the line may rely on it: when the answer comes, nothing starts any more. So a start holds the calendar
// while it looks and writes, any number of them at once, and a change of the calendar waits for them.

/** Keeps windows, freezes and stops as they are until the transaction is over. */
export async function holdCalendar(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('slipway calendar', 0))`;
}

/** Waits for those who hold the calendar, and keeps new ones waiting. */
export async function lockCalendar(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway calendar', 0))`;
}
