import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { openConnection } from "#lib/migration-guard/connection.ts";
import { titleOf, type Catalog } from "#lib/migration-guard/rules/catalog.ts";
import type { Connection } from "#lib/migration-guard/rules/connection.ts";
import { quoteName } from "#lib/migration-guard/rules/steps.ts";
import type { Access } from "#lib/migration-guard/rules/verdict.ts";
import type { DatabaseRecord, DependencyRow } from "#lib/migration-guard/store.ts";
import { TargetError } from "#lib/migration-guard/target/faults.ts";
import type { Known } from "#lib/migration-guard/target/inspect.ts";
import { readAccess } from "#lib/migration-guard/target/read-access.ts";
import { readCatalog } from "#lib/migration-guard/target/read-catalog.ts";
import { withSession, type Session } from "#lib/migration-guard/target/session.ts";
import { RefusedAddress } from "#lib/outbound/guard.ts";

/** What a person waits for on a page. */
export const TOTAL_MILLIS = 30_000;

type Rules = Pick<DatabaseRecord, "schemas" | "allowWritable">;
type Work<Result> = (session: Session, known: Known) => Promise<Result>;

/** What reading a database brought: a result, or a sentence that says why there is none. */
export type Reading<Result> =
  | { kind: "read"; known: Known; result: Result }
  | { kind: "unreadable"; error: string; isRefused: boolean; mayWrite: boolean };

/** Connects to a database that is kept, reads its catalogue, and asks what is to be asked. */
export async function readDatabase<Result>(
  ctx: Context,
  database: DatabaseRecord,
  work: Work<Result>,
  totalMillis = TOTAL_MILLIS,
): Promise<Reading<Result>> {
  try {
    return await readAt(ctx, openConnection(ctx, database), database, work, totalMillis);
  } catch (error) {
    return toUnreadable(ctx, error);
  }
}

/** The same with a connection that is not kept yet. */
export async function tryConnection(ctx: Context, connection: Connection, rules: Rules): Promise<Reading<null>> {
  try {
    return await readAt(ctx, connection, rules, () => Promise.resolve(null), TOTAL_MILLIS);
  } catch (error) {
    return toUnreadable(ctx, error);
  }
}

async function readAt<Result>(
  ctx: Context,
  connection: Connection,
  { schemas, allowWritable }: Rules,
  work: Work<Result>,
  totalMillis: number,
): Promise<Reading<Result>> {
  return withSession(ctx.config, connection, { totalMillis }, async (session): Promise<Reading<Result>> => {
    const access = await readAccess(session);
    if (access.mayWrite && !allowWritable) {
      return { kind: "unreadable", error: describeWritable(access), isRefused: false, mayWrite: true };
    }
    const known = { catalog: await readCatalog(session), access, schemas };
    return { kind: "read", known, result: await work(session, known) };
  });
}

function describeWritable({ because }: Access): string {
  return `The role may write (${because.join("; ")}). Name one that may only read, or say that you know.`;
}

function toUnreadable(ctx: Context, error: unknown): Extract<Reading<never>, { kind: "unreadable" }> {
  if (!(error instanceof TargetError)) throw error;
  // Without the cause's own text: a server may say anything, the password that it was sent among it.
  ctx.log.info({ fault: error.message }, "a product's database could not be read");
  return {
    kind: "unreadable",
    error: error.message,
    isRefused: error.cause instanceof RefusedAddress,
    mayWrite: false,
  };
}

/** Throws IMPOSSIBLE for what is not to be kept at all: an address that is closed, and a role that may write. */
export function refuseUnfit(reading: Reading<unknown>): void {
  if (reading.kind === "read" || (!reading.isRefused && !reading.mayWrite)) return;
  throw new DomainError("IMPOSSIBLE", reading.error, {
    errors: [{ path: reading.mayWrite ? "allowWritable" : "connection", message: reading.error }],
  });
}

/** Writes foreign keys down as people read them. */
export function toDependencyRows({ tables, foreignKeys }: Omit<Catalog, "columns">): DependencyRow[] {
  return foreignKeys.flatMap((key) => {
    const [table, parent] = [tables.get(key.tableOid), tables.get(key.referencedOid)];
    if (table === undefined || parent === undefined) return [];
    return [
      {
        constraint: quoteName(key.name),
        table: titleOf(table),
        columns: key.columns.map(quoteName),
        referencedTable: titleOf(parent),
        referencedColumns: key.referencedColumns.map(quoteName),
        onDelete: key.onDelete,
      },
    ];
  });
}
