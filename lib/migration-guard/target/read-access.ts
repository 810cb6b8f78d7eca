import { z } from "zod";
import { quoteName } from "#lib/migration-guard/rules/steps.ts";
import type { Access } from "#lib/migration-guard/rules/verdict.ts";
import { TargetError } from "#lib/migration-guard/target/faults.ts";
import type { Session } from "#lib/migration-guard/target/session.ts";

const VERSION_MIN = 120_000;
const SHOWN = 3;

const roleRow = z.object({
  number: z.int(),
  version: z.string().max(100),
  isSuperuser: z.boolean(),
  mayMakeSchemas: z.boolean(),
});
const placeRow = z.object({ place: z.string().max(600), more: z.number() });

/** Asks what the role may do besides reading. Throws TargetError for a server that is too old to be understood. */
export async function readAccess(session: Session): Promise<Access> {
  const [role] = await session.query(
    roleRow,
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
            coalesce((SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user), false) AS "isSuperuser",
            has_database_privilege(current_database(), 'CREATE') AS "mayMakeSchemas"`,
  );
  if (role === undefined || role.number < VERSION_MIN) {
    throw new TargetError("It is too old: PostgreSQL 12 or later is needed.");
  }
  const because = role.isSuperuser ? ["it is a superuser"] : await readGrants(session, role.mayMakeSchemas);
  return { version: role.version, mayWrite: because.length > 0, because };
}

async function readGrants(session: Session, mayMakeSchemas: boolean): Promise<string[]> {
  const tables = await session.query(
    placeRow,
    `SELECT format('%I.%I', n.nspname, c.relname) AS place, (count(*) OVER ())::float8 AS more
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       AND has_schema_privilege(n.oid, 'USAGE')
       AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
     ORDER BY place LIMIT ${SHOWN}`,
  );
  const schemas = await session.query(
    placeRow,
    `SELECT n.nspname::text AS place, (count(*) OVER ())::float8 AS more FROM pg_namespace n
     WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND has_schema_privilege(n.oid, 'CREATE')
     ORDER BY place LIMIT ${SHOWN}`,
  );
  return [
    ...(tables.length > 0 ? [`it may change ${listed(tables)}`] : []),
    ...(schemas.length > 0 ? [`it may make tables in ${listed(schemas.map(quoted))}`] : []),
    ...(mayMakeSchemas ? ["it may make schemas"] : []),
  ];
}

type Place = z.output<typeof placeRow>;

function quoted({ place, more }: Place): Place {
  return { place: quoteName(place), more };
}

function listed(places: readonly Place[]): string {
  const rest = (places[0]?.more ?? 0) - places.length;
  return places.map(({ place }) => place).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
