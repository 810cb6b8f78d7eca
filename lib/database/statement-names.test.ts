import { expect, it } from "vitest";
import { PLANNED_ANEW, StatementNames } from "#lib/database/statement-names.ts";

function ask(names: StatementNames, sql: string, times: number): string {
  let name = "";
  for (let time = 0; time < times; time++) name = names.nameOf(sql);
  return name;
}

it("names what is asked often, each by a name of its own that stays", () => {
  const names = new StatementNames();
  expect(ask(names, "SELECT 1", 99)).toBe("");
  const first = names.nameOf("SELECT 1");
  expect(first).not.toBe("");
  const second = ask(names, "SELECT 2", 100);
  expect(second).not.toBe("");
  expect(second).not.toBe(first);
  expect(names.nameOf("SELECT 1")).toBe(first);
});

it.each([
  "SELECT * FROM devices",
  "SELECT r.*, p.slug FROM image_rollouts r",
  `${PLANNED_ANEW} UPDATE device_actions SET status = 'cancelled'`,
])("never names %s", (sql) => {
  expect(ask(new StatementNames(), sql, 1_000)).toBe("");
});

it("does not fill up with texts that come once", () => {
  const names = new StatementNames();
  for (let index = 0; index < 5_000; index++) names.nameOf(`SELECT ${index}`);
  expect(ask(names, "SELECT now()", 100)).not.toBe("");
});

it("keeps no more than connections can bear", () => {
  const names = new StatementNames();
  const given = Array.from({ length: 300 }, (_, index) => ask(names, `SELECT ${index}`, 100));
  expect(given.filter((name) => name !== "")).toHaveLength(200);
});
