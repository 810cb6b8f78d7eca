import { describe, expect, it } from "vitest";
import { describeStep } from "#lib/migration-guard/rules/steps.ts";
import { undoneBy, undoOf } from "#lib/migration-guard/rules/undo.ts";

const said = (undoing: ReturnType<typeof undoOf>) => undoing.steps.map(describeStep);

describe("Undoing a migration", () => {
  const cases: [string, string, string[]][] = [
    [
      "drops the tables that it made",
      "CREATE TABLE IF NOT EXISTS shop.Orders (id int);",
      ["drops the table shop.orders"],
    ],
    ["keeps quoted names", 'CREATE TABLE "My ""Orders"""(id int)', ['drops the table "My ""Orders"""']],
    [
      "drops columns, several of one statement",
      "ALTER TABLE a ADD COLUMN b numeric(10,2), ADD c text",
      ["drops the column a.b", "drops the column a.c"],
    ],
    [
      "leaves constraints and indexes alone",
      "ALTER TABLE a ADD CONSTRAINT x CHECK (b > 0), ADD UNIQUE (b); CREATE UNIQUE INDEX i ON a (b)",
      [],
    ],
    [
      "demands values again where it did not any more",
      "ALTER TABLE ONLY a ALTER COLUMN b DROP NOT NULL",
      ["demands a value in a.b"],
    ],
    [
      "takes nothing from texts, comments and bodies of functions",
      `
      -- CREATE TABLE one ();
      /* CREATE TABLE two (); /* inside */ CREATE TABLE three (); */
      COMMENT ON TABLE a IS 'CREATE TABLE four (); -- it''s';
      CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $body$ CREATE TABLE five (); $body$;
      COMMENT ON TABLE a IS E'\\'; CREATE TABLE six ();';
      CREATE TABLE seven ();`,
      ["drops the table seven"],
    ],
    ["does not drop what the migration dropped itself", "CREATE TABLE a (); DROP TABLE a", []],
    [
      "knows what was renamed",
      "CREATE TABLE a (); ALTER TABLE a RENAME TO b; ALTER TABLE t ADD c int; ALTER TABLE t RENAME COLUMN c TO d",
      ["drops the table b", "drops the column t.d"],
    ],
    ["has nothing to do with tables of a session", "CREATE TEMP TABLE a ()", []],
    ["drops partitions", "CREATE TABLE p PARTITION OF q FOR VALUES IN (1)", ["drops the table p"]],
  ];
  it.each(cases)("%s", (_title, sql, steps) => {
    const undoing = undoOf(sql);
    expect(said(undoing)).toEqual(steps);
    expect(undoing.unread).toEqual([]);
  });

  it("warns of what does not come back", () => {
    const { cautions, unread } = undoOf(`
      DROP TABLE old; ALTER TABLE a DROP COLUMN b, DROP CONSTRAINT c; ALTER TABLE a ALTER d TYPE bigint USING d::bigint;
      UPDATE a SET b = 1; INSERT INTO a VALUES (1); DELETE FROM a USING b; DROP SCHEMA s CASCADE; TRUNCATE x, y`);
    expect(cautions).toHaveLength(9);
    expect(cautions[0]).toBe("It dropped the table old: its rows do not come back.");
    expect(unread).toEqual([]);
  });

  it("says what it did not understand, without the values in it", () => {
    expect(undoOf("DO $$ BEGIN DROP TABLE a; END $$; SELECT f('secret'); CREATE TABLE a ()")).toMatchObject({
      steps: [{ kind: "dropTable", table: "a" }],
      unread: ["DO '…'", "SELECT F ( '…' )"],
    });
  });

  it("ends with texts that never end", () => {
    for (const sql of [
      "CREATE TABLE a (); /* open",
      "CREATE TABLE a (); 'open",
      'CREATE TABLE a (); "open',
      "CREATE TABLE a (); $x$ open",
    ]) {
      expect(said(undoOf(sql))).toEqual(["drops the table a"]);
    }
  });

  it("is quick with long texts", () => {
    const started = performance.now();
    undoOf("/*".repeat(200_000));
    undoOf(`CREATE TABLE t (${"a int,".repeat(60_000)} b int)`);
    undoOf('"'.repeat(300_001));
    undoOf(Array.from({ length: 9_000 }, (_, at) => `CREATE TABLE t${at} (); DROP TABLE x${at};`).join(""));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe("A script that undoes", () => {
  it("is taken at its word", () => {
    const undoing = undoneBy(`
      BEGIN; ALTER TABLE a DROP CONSTRAINT x, DROP COLUMN IF EXISTS b; DROP TABLE IF EXISTS s.c, d CASCADE;
      DELETE FROM e WHERE f > 1; TRUNCATE TABLE g; DROP SCHEMA h CASCADE; ALTER TABLE a ALTER z SET NOT NULL;
      DROP INDEX i; DROP TYPE t; COMMIT`);
    expect(said(undoing)).toEqual([
      "drops the column a.b",
      "demands a value in a.z",
      "drops the table s.c",
      "drops the table d",
      "deletes rows of e",
      "deletes rows of g",
      "drops the schema h",
    ]);
    expect(undoing.unread).toEqual([]);
  });
});
