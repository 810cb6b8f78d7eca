import { z } from "zod";
import { lookUp, titleOf, type Catalog } from "#lib/migration-guard/rules/catalog.ts";
import { quoteAlways } from "#lib/migration-guard/rules/steps.ts";
import type { History } from "#lib/migration-guard/rules/verdict.ts";
import { codeOf } from "#lib/migration-guard/target/faults.ts";
import type { Session } from "#lib/migration-guard/target/session.ts";

const TABLE = "_prisma_migrations";
const LISTED_MAX = 1_000;

const appliedRow = z.object({ name: z.string().max(1_000), appliedAt: z.string().max(100) });
export type Applied = z.output<typeof appliedRow>;

/** Lists the migrations that Prisma Migrate ran there, the newest first; null where it keeps no such table, or a closed one. */
export async function readApplied(
  session: Session,
  { tables }: Pick<Catalog, "tables">,
  schemas: readonly string[],
): Promise<{ table: string; applied: Applied[] } | null> {
  const found = lookUp(tables.values(), { schema: null, table: TABLE }, schemas);
  if (found.kind !== "found") return null;
  const { schema, name } = found.table;
  try {
    const applied = await session.attempt(
      appliedRow,
      `SELECT left(migration_name::text, 1000) AS name, to_json(finished_at)::text AS "appliedAt"
       FROM ${quoteAlways(schema)}.${quoteAlways(name)}
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
       ORDER BY finished_at DESC LIMIT ${LISTED_MAX}`,
    );
    const plain = applied.map((one) => ({ name: one.name, appliedAt: one.appliedAt.replaceAll('"', "") }));
    return { table: titleOf(found.table), applied: plain };
  } catch (error) {
    // Not readable for the role, or another table that happens to be called so.
    if (["42501", "42703", "42P01", "57014", "55P03"].includes(codeOf(error) ?? "")) return null;
    throw error;
  }
}

/** Holds the named migrations against the list. */
export function toHistory(
  read: { table: string; applied: readonly Applied[] } | null,
  migrations: readonly string[],
): History | null {
  if (read === null) return null;
  const places = migrations.map((migration) => read.applied.findIndex(({ name }) => name === migration));
  const notApplied = migrations.filter((_, index) => places[index] === -1);
  const first = Math.max(-1, ...places);
  const later = read.applied.slice(0, Math.max(first, 0)).filter(({ name }) => !migrations.includes(name)).length;
  return { table: read.table, notApplied, later };
}
