import type { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { Prisma, PrismaClient } from "#lib/database/generated/client.ts";
import { PLANNED_ANEW, StatementNames } from "#lib/database/statement-names.ts";

export { Prisma };
export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;
/** What both a database and a transaction can do: read and write. */
export type Queryable = Transaction;

/** See PLANNED_ANEW, for use in a statement. */
export const plannedAnew = Prisma.raw(PLANNED_ANEW);

/** One open database: the client, and what lies below it for migrations, listening and jobs. */
export interface DatabaseHandle {
  kind: "embedded" | "postgres";
  client: Database;
  adapterFactory: SqlMigrationAwareDriverAdapterFactory;
  /** The connection text, for those who need a connection of their own; null when embedded. */
  url: string | null;
  pglite: PGlite | null;
  close(): Promise<void>;
}

/** Opens a PostgreSQL database. Nothing is sent before the first query. */
export function openPostgres(url: string, options: { connectionsMax?: number } = {}): DatabaseHandle {
  const names = new StatementNames();
  const adapterFactory = new PrismaPg(
    {
      connectionString: url,
      max: options.connectionsMax ?? 10,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      // The adapter writes and reads times without their zone, as if every session spoke UTC. Here it does, whatever
      // zone the server or the database was set to. Compiling takes longer than the statements that it would speed up.
      options: "-c TimeZone=UTC -c jit=off",
    },
    { statementNameGenerator: ({ sql }) => names.nameOf(sql) },
  );
  const client = new PrismaClient({ adapter: adapterFactory });
  return { kind: "postgres", client, adapterFactory, url, pglite: null, close: () => client.$disconnect() };
}

/** Wraps an open PGlite. The caller holds the lock on its folder (embedded.ts). */
export function wrapPglite(pglite: PGlite, release: () => Promise<void> = async () => {}): DatabaseHandle {
  const adapterFactory = new PrismaPGlite(pglite);
  const client = new PrismaClient({ adapter: adapterFactory });
  return {
    kind: "embedded",
    client,
    adapterFactory,
    url: null,
    pglite,
    close: async () => {
      await client.$disconnect();
      await pglite.close();
      await release();
    },
  };
}
