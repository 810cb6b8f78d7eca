import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { checkMigration } from "#lib/migration-guard/check-migration.ts";
import { createDatabase } from "#lib/migration-guard/save-database.ts";
import { makeTarget, type Target } from "#lib/migration-guard/testing/target.ts";
import type { CheckView } from "#lib/migration-guard/view.ts";
import { describeOnPostgres, type TestContext } from "#lib/testing/database.ts";

/** Customers, their orders and lines; names that nobody should choose; partitions; what deletes and what refuses. */
const SHOP = `
  CREATE TABLE customers (id int PRIMARY KEY, email text);
  CREATE TABLE orders (id uuid PRIMARY KEY, customer_id int REFERENCES customers, note text);
  CREATE TABLE employees (id int PRIMARY KEY, boss_id int REFERENCES employees);
  CREATE TABLE empty_things (id int PRIMARY KEY);
  INSERT INTO customers SELECT n, 'c' || n || '@example.com' FROM generate_series(1, 10) AS n;
  INSERT INTO orders SELECT gen_random_uuid(), CASE WHEN n > 3 THEN n END, CASE WHEN n > 8 THEN 'x' END FROM generate_series(1, 10) AS n;
  INSERT INTO employees SELECT n, nullif(n - 1, 0) FROM generate_series(1, 5) AS n;

  CREATE TABLE tenants (region text, number int, PRIMARY KEY (region, number));
  CREATE TABLE seats (id text PRIMARY KEY, region text, number int, FOREIGN KEY (region, number) REFERENCES tenants);
  INSERT INTO tenants VALUES ('eu', 1), ('us', 2);
  INSERT INTO seats VALUES ('seat-of-ada', 'eu', 1), ('seat-of-bob', 'us', 2), ('half', 'eu', NULL), ('none', NULL, NULL);

  CREATE SCHEMA billing;
  CREATE SCHEMA "we""ird; DROP";
  CREATE TABLE billing.invoices (id int PRIMARY KEY, total int);
  CREATE TABLE "we""ird; DROP"."Pay""ments" ("Id'" text PRIMARY KEY, "in""voice" int REFERENCES billing.invoices);
  INSERT INTO billing.invoices VALUES (1, 5), (2, NULL);
  INSERT INTO "we""ird; DROP"."Pay""ments" VALUES ('payment-4711', 1), ('b', NULL);

  CREATE TABLE readings (day int, id int, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
  CREATE TABLE readings_old PARTITION OF readings FOR VALUES FROM (0) TO (10);
  CREATE TABLE readings_new PARTITION OF readings FOR VALUES FROM (10) TO (20);
  CREATE TABLE marks (id int PRIMARY KEY, day int, reading int, FOREIGN KEY (day, reading) REFERENCES readings);
  CREATE TABLE notes (id int, day int, PRIMARY KEY (id, day), customer_id int REFERENCES customers) PARTITION BY RANGE (day);
  CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (0) TO (10);
  CREATE TABLE notes_2 PARTITION OF notes FOR VALUES FROM (10) TO (20);
  INSERT INTO readings SELECT n, n FROM generate_series(0, 19) AS n;
  INSERT INTO marks SELECT n, n, n FROM generate_series(5, 14) AS n;
  INSERT INTO notes SELECT n, n, 1 FROM generate_series(5, 11) AS n;

  CREATE TABLE parents (id int PRIMARY KEY);
  CREATE TABLE cascading (id int PRIMARY KEY, parent_id int REFERENCES parents ON DELETE CASCADE);
  CREATE TABLE grandchildren (id int PRIMARY KEY, cascading_id int REFERENCES cascading ON DELETE SET NULL);
  CREATE TABLE refusing (id int PRIMARY KEY, parent_id int REFERENCES parents ON DELETE RESTRICT);
  INSERT INTO parents VALUES (1), (2);
  INSERT INTO cascading VALUES (1, 1), (2, 1), (3, NULL);
  INSERT INTO grandchildren VALUES (1, 1), (2, NULL);
  INSERT INTO refusing VALUES (1, 2);

  CREATE TABLE hidden (id int PRIMARY KEY, customer_id int REFERENCES customers);
  INSERT INTO hidden VALUES (1, 1);
  ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;

  CREATE TABLE _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz);
  INSERT INTO _prisma_migrations VALUES ('1_shop', '2026-01-01Z', NULL), ('2_billing', '2026-01-02Z', NULL),
    ('3_more', '2026-01-03Z', NULL), ('4_gone', '2026-01-04Z', '2026-01-05Z'), ('5_begun', NULL, NULL);
`;

describeOnPostgres("Undoing a migration", (getCtx) => {
  let target: Target;
  let databaseId: string;
  let ctx: TestContext;

  beforeAll(async () => {
    target = await makeTarget(inject("postgres")!.url, SHOP);
    ctx = { ...getCtx(), config: { ...getCtx().config, outboundAllow: ["127.0.0.0/8"] } };
    const product = await ctx.db.product.create({ data: { slug: `shop-${randomUUID()}`, name: "Shop", kind: "app" } });
    const made = await createDatabase(ctx, { productId: product.id, name: "main", connection: target.connection });
    expect(made).toMatchObject({ lastError: null, access: { mayWrite: false } });
    databaseId = made.id;
  });
  afterAll(() => target.drop());

  const check = (wish: Record<string, unknown>): Promise<CheckView> =>
    checkMigration(ctx, { databaseId, migrations: ["2_billing"], ...wish });
  const undo = (sql: string) => check({ sql });
  const effects = ({ found }: CheckView) =>
    (found?.effects ?? []).map(({ kind, table, column, constraint, count }) =>
      [kind, table, column ?? constraint, count.basis === "exact" ? count.rows : count.basis].filter(Boolean).join(" "),
    );

  it("counts rows that would have no parent, and what is lost", async () => {
    const answer = await undo("CREATE TABLE customers (id int)");
    expect(effects(answer).sort()).toEqual([
      "parentDropped public.hidden hidden_customer_id_fkey unknown",
      "parentDropped public.notes notes_customer_id_fkey 7",
      "parentDropped public.orders orders_customer_id_fkey 7",
      "rowsLost public.customers 10",
    ]);
    expect(answer).toMatchObject({
      verdict: "block",
      outcome: "refused",
      isDestructive: true,
      orphans: 14,
      rowsLost: 10,
    });
    expect(answer.summary).toBe("Undoing it would leave 14 rows without a parent and lose 10 rows.");
  });

  it("shows keys of rows, but not what they say", async () => {
    const { found } = await undo("CREATE TABLE customers (); CREATE TABLE tenants ()");
    const samples = new Map(found?.effects.map(({ table, sample }) => [table, sample]));
    expect(samples.get("public.orders")).toHaveLength(5);
    for (const key of samples.get("public.orders") ?? []) expect(key).toMatch(/^…[0-9a-f]{4}$/);
    expect(samples.get("public.seats")?.sort()).toEqual(["…-ada", "…-bob"]);
    expect(samples.get("public.notes")?.[0]).toMatch(/^\d+, \d+$/);
  });

  it("counts composite keys where every column is filled", async () => {
    expect(effects(await undo("CREATE TABLE tenants ()"))).toEqual([
      "rowsLost public.tenants 2",
      "parentDropped public.seats seats_region_number_fkey 2",
    ]);
  });

  it("leaves nobody behind who refers to its own table, or goes along", async () => {
    expect(effects(await undo("CREATE TABLE employees ()"))).toEqual(["rowsLost public.employees 5"]);
    const both = await undo("CREATE TABLE tenants (); CREATE TABLE seats ();");
    expect(effects(both)).toEqual(["rowsLost public.tenants 2", "rowsLost public.seats 4"]);
    expect(both.orphans).toBe(0);
  });

  it("knows names in other schemas, with quotes and worse", async () => {
    const answer = await undo(
      'CREATE TABLE billing.invoices (); ALTER TABLE "we""ird; DROP"."Pay""ments" ADD "in""voice" int',
    );
    expect(effects(answer)).toEqual([
      "rowsLost billing.invoices 2",
      'valuesLost "we""ird; DROP"."Pay""ments" "in""voice" 1',
      'linkDropped "we""ird; DROP"."Pay""ments" "Pay""ments_in""voice_fkey" 1',
    ]);
    expect(answer.found?.effects[2]?.sample).toEqual(["…4711"]);
    expect(effects(await undo("CREATE TABLE invoices ()"))).toContain("rowsLost billing.invoices 2");
  });

  it("counts partitions with their table, and one of them alone", async () => {
    expect(effects(await undo("CREATE TABLE readings ()"))).toEqual([
      "rowsLost public.readings 20",
      "parentDropped public.marks marks_day_reading_fkey 10",
    ]);
    expect(effects(await undo("CREATE TABLE readings_old PARTITION OF readings DEFAULT"))).toEqual([
      "rowsLost public.readings_old 10",
      "parentDropped public.marks marks_day_reading_fkey 5",
    ]);
    expect(effects(await undo("ALTER TABLE notes ADD COLUMN customer_id int"))).toEqual([
      "valuesLost public.notes customer_id 7",
      "linkDropped public.notes notes_customer_id_fkey 7",
    ]);
  });

  it("follows what deleting sets off", async () => {
    const answer = await check({ downSql: "DELETE FROM parents" });
    expect(effects(answer)).toEqual([
      "rowsLost public.parents 2",
      "rowsCascaded public.cascading cascading_parent_id_fkey 2",
      "deleteRefused public.refusing refusing_parent_id_fkey 1",
      "linkCleared public.grandchildren grandchildren_cascading_id_fkey 1",
    ]);
    expect(answer).toMatchObject({ rowsLost: 4, orphans: 1 });
    expect(answer.reasons.map(({ text }) => text)).toContain(
      "It would fail, where rows refer to public.parents (refusing_parent_id_fkey): Up to 1 row of public.refusing.",
    );
  });

  it("drops whole schemas, and demands values where they are missing", async () => {
    const answer = await check({
      steps: [
        { kind: "dropSchema", schema: "billing" },
        { kind: "setNotNull", table: "orders", column: "note" },
      ],
    });
    expect(effects(answer)).toEqual([
      "rowsLost billing.invoices 2",
      'parentDropped "we""ird; DROP"."Pay""ments" "Pay""ments_in""voice_fkey" 1',
      "valuesMissing public.orders note 8",
    ]);
  });

  it("lets pass what holds nothing", async () => {
    expect(await check({ sql: "CREATE TABLE empty_things ()", migrations: ["3_more"] })).toMatchObject({
      ...{ verdict: "pass", outcome: "allowed", isDestructive: false, orphans: 0, reasons: [] },
      summary: "No row would be lost.",
    });
  });

  it("holds migrations against those that were run", async () => {
    const { found, verdict } = await check({ sql: "CREATE TABLE empty_things ()", migrations: ["1_shop", "4_gone"] });
    expect(found?.history).toEqual({ table: "public._prisma_migrations", notApplied: ["4_gone"], later: 2 });
    expect(verdict).toBe("warn");
  });

  it("warns of what is not there, and refuses what may be one of several", async () => {
    const gone = await check({ sql: "CREATE TABLE gone (); ALTER TABLE orders ADD gone int", migrations: ["3_more"] });
    expect(gone.verdict).toBe("warn");
    expect(gone.reasons.map(({ text }) => text)).toEqual([
      "It drops the table gone, which is not there.",
      "It drops the column orders.gone, which is not there.",
    ]);
    await target.run("CREATE SCHEMA a; CREATE TABLE a.twice (); CREATE SCHEMA b; CREATE TABLE b.twice ()");
    expect(await undo("CREATE TABLE twice ()")).toMatchObject({ verdict: "block", isDestructive: true });
  });

  it("goes past it with a reason, which is kept", async () => {
    const force = { reason: "They are all test orders" };
    const forced = await check({ sql: "CREATE TABLE customers ()", force });
    expect(forced).toMatchObject({
      ...{ verdict: "block", outcome: "allowed", isForced: true },
      forceReason: force.reason,
    });
    expect(await check({ sql: "CREATE TABLE empty_things ()", force })).toMatchObject({ isForced: false });
  });

  it("says so when it only knows about how many there are", async () => {
    await target.run(`
      CREATE TABLE locked (id int PRIMARY KEY, customer_id int REFERENCES customers);
      INSERT INTO locked SELECT n, 1 FROM generate_series(1, 100) AS n; ANALYZE locked; GRANT SELECT ON locked TO ${target.role}`);
    const holder = target.run("BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4); ROLLBACK");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { found } = await undo("CREATE TABLE locked ()");
    expect(found?.effects[0]?.count).toEqual({
      ...{ rows: 100, basis: "estimate" },
      because: "somebody holds a lock on the table; so many are in the table",
    });
    await holder;
  });

  it("is not asked about more than can be answered", async () => {
    const sql = Array.from({ length: 2_001 }, (_, at) => `CREATE TABLE t${at} ();`).join("");
    await expect(undo(sql)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(check({})).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(check({ sql: "SELECT 1", downSql: "SELECT 1" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const unknown = { sql: "CREATE TABLE a ()", version: "9.9.9" };
    await expect(check(unknown)).rejects.toMatchObject({ code: "IMPOSSIBLE" });
  });

  it("writes down which tables depend on which", async () => {
    const rows = await ctx.db.migrationDependency.findMany({ where: { databaseId }, orderBy: { table: "asc" } });
    // Those of partitions are those of their tables.
    expect(rows.filter(({ table }) => table.startsWith("public.notes"))).toHaveLength(1);
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{ table: "public.seats", columns: ["region", "number"], referencedTable: "public.tenants" },
        ...{ constraintName: "seats_region_number_fkey", onDelete: "noAction" },
      }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ table: "public.grandchildren", onDelete: "setNull" }));
  });

  it("leaves nothing behind in the database", async () => {
    await target.run(`DO $$ BEGIN
      IF (SELECT count(*) FROM customers) <> 10 OR (SELECT count(*) FROM orders) <> 10 THEN RAISE 'rows are missing'; END IF;
    END $$`);
  });
});
