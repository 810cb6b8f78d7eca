import { Prisma, type Transaction } from "#lib/database/client.ts";
import { claimAnswer } from "#lib/database/idempotency.ts";
import type { Context } from "#lib/kernel/context.ts";
import { inInnerSpan, type SpanNotes } from "#lib/kernel/tracing.ts";

type Hook = () => Promise<void> | void;

const hooksOf = new WeakMap<Transaction, Hook[]>();

const ATTEMPTS_MAX = 5;
/** Set-based work over 100,000 devices takes seconds; nobody else waits for it longer than this. */
const TIMEOUT_MILLIS = 60_000;

/**
 * Does work in one transaction. Deadlocks and serialization failures are tried again up to five times, so `work` must
 * have no effects outside the database.
 *
 * For a creating call with an Idempotency-Key, what `work` returns is kept as the call's answer in the same
 * transaction; a repeat throws AlreadyAnswered with it instead of working again.
 */
export function inTransaction<Result>(ctx: Context, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const wish = { name: "transaction", kind: "client", facts: { "db.system.name": "postgresql" } } as const;
  return inInnerSpan(wish, (span) => tryAgain(ctx, work, span));
}

async function tryAgain<Result>(
  ctx: Context,
  work: (tx: Transaction) => Promise<Result>,
  span: SpanNotes,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(ctx, work);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isRetryable(error)) throw error;
      span.note({ "slipway.retries": attempt });
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * Math.random()));
    }
  }
}

/** Runs a hook as the last thing inside the transaction. For locks that must be held shortly. */
export function beforeCommit(tx: Transaction, hook: Hook): void {
  const hooks = hooksOf.get(tx);
  if (!hooks) throw new Error("This transaction was not begun with inTransaction.");
  hooks.push(hook);
}

async function runOnce<Result>(ctx: Context, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return ctx.db.$transaction(
    async (tx) => {
      const hooks: Hook[] = [];
      hooksOf.set(tx, hooks);
      const keepAnswer = await claimAnswer(ctx, tx);
      const answer = await work(tx);
      await keepAnswer(answer);
      for (const hook of hooks) await hook();
      return answer;
    },
    { maxWait: 15_000, timeout: TIMEOUT_MILLIS },
  );
}

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";

function isRetryable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2034") return true;
  const code = databaseErrorCode(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}

interface DriverCause {
  originalCode?: string;
  code?: string;
  kind?: string;
}

/** The SQLSTATE behind an error of Prisma's, or null when it did not come from the database. */
export function databaseErrorCode(error: unknown): string | null {
  const cause = driverCause(error);
  return cause?.originalCode ?? cause?.code ?? null;
}

/** What the driver calls the trouble, for example ConnectionClosed; null when it did not come from there. */
export function databaseErrorKind(error: unknown): string | null {
  return driverCause(error)?.kind ?? null;
}

function driverCause(error: unknown): DriverCause | null {
  if (typeof error !== "object" || error === null) return null;
  const { meta, cause } = error as { meta?: { driverAdapterError?: { cause?: DriverCause } }; cause?: DriverCause };
  return meta?.driverAdapterError?.cause ?? cause ?? null;
}

/** Says whether a write failed because a row with the same unique key exists. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return true;
  return databaseErrorCode(error) === "23505";
}
