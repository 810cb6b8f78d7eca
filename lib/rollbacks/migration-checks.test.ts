import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { checkMigration } from "#lib/migration-guard/check-migration.ts";
import { createDatabase } from "#lib/migration-guard/save-database.ts";
import { makeTarget, type Target } from "#lib/migration-guard/testing/target.ts";
import { forceRollbackPlan } from "#lib/rollbacks/force.ts";
import { RollbackWorld } from "#lib/rollbacks/testing/rollback-world.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { describeOnPostgres, type TestContext } from "#lib/testing/database.ts";

describeOnPostgres("A rollback that passes migrations", (getCtx) => {
  let target: Target;
  let world: RollbackWorld;
  let ctx: TestContext;
  let databaseId: string;

  beforeAll(async () => {
    target = await makeTarget(
      inject("postgres")!.url,
      `
      CREATE TABLE customers (id int PRIMARY KEY);
      CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers);`,
    );
    ctx = getCtx();
    ctx.config = { ...ctx.config, outboundAllow: ["127.0.0.0/8"] };
    world = await RollbackWorld.with(ctx);
    const { productId } = world.deployments.rollouts;
    databaseId = (await createDatabase(ctx, { productId, name: "main", connection: target.connection })).id;
    ctx.clock.advance({ seconds: 1 });
  });
  afterAll(() => target.drop());

  const ask = (version: string, migrations = ["1_customers"]) => {
    ctx.clock.advance({ seconds: 1 });
    return checkMigration(ctx, { databaseId, migrations, sql: "CREATE TABLE customers ()", version });
  };
  const recordsOf = ({ checks }: PlanView) => checks.find(({ name }) => name === "orphanedRecords");
  const answers = () => ctx.db.migrationRollbackAudit.findMany({ where: { databaseId }, orderBy: { at: "asc" } });

  it("is not held back by those that it does not pass, nor by those that lose nothing", async () => {
    await target.run("INSERT INTO customers VALUES (1); INSERT INTO orders VALUES (1, 1)");
    expect(await ask("1.0.0", ["0_older"])).toMatchObject({ verdict: "block" });
    await target.run("DELETE FROM orders; DELETE FROM customers");
    expect(await ask("2.0.0")).toMatchObject({ verdict: "pass" });
    expect(recordsOf(await world.plan())?.verdict).not.toBe("block");
  });

  it("asks again when it is approved: rows that came since block it", async () => {
    const plan = await world.plan();
    ctx.clock.advance({ seconds: 1 });
    await target.run("INSERT INTO customers VALUES (1); INSERT INTO orders VALUES (1, 1), (2, 1)");
    await expect(world.approve(plan)).rejects.toMatchObject({ code: "CONFLICT" });
    const found = recordsOf(await world.see(plan.id));
    expect(found).toMatchObject({ verdict: "block" });
    expect(found?.evidence[0]).toEqual({
      ...{ text: "1_customers in main: Undoing it would leave 2 rows without a parent and lose 1 row." },
      ...{ kind: "migration", id: `${databaseId}/1_customers`, count: 2 },
    });
    expect((await answers()).at(-1)).toMatchObject({ planId: plan.id, verdict: "block", outcome: "refused" });
  });

  it("needs force then, and stays forced while rows come and go", async () => {
    const plan = await world.plan();
    const forced = await forceRollbackPlan(world.author, { planId: plan.id, reason: "They are test orders" });
    await target.run("INSERT INTO orders VALUES (3, 1)");
    ctx.clock.advance({ seconds: 1 });
    expect((await world.approve(forced)).status).toBe("approved");
    expect((await answers()).at(-1)?.findings).toMatchObject({ orphans: 3 });
  });

  it("is stopped at the execution when rows came after the approval", async () => {
    await target.run("DELETE FROM orders; DELETE FROM customers");
    ctx.clock.advance({ seconds: 1 });
    expect(await ask("2.0.0")).toMatchObject({ verdict: "pass" });
    const approved = await world.approve(await world.plan());
    await target.run("INSERT INTO customers VALUES (1); INSERT INTO orders VALUES (1, 1)");
    ctx.clock.advance({ seconds: 1 });
    await expect(world.execute(approved)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await world.see(approved.id)).toMatchObject({ status: "awaitingApproval", verdict: "block" });
    await target.run("DELETE FROM orders; DELETE FROM customers");
  });

  it("keeps the last answer of a database that is gone, and vouches for nothing", async () => {
    expect(await ask("2.0.0")).toMatchObject({ verdict: "pass" });
    const plan = await world.plan();
    await target.run(`ALTER ROLE ${target.role} NOLOGIN`);
    ctx.clock.advance({ seconds: 1 });
    await expect(world.approve(plan)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(recordsOf(await world.see(plan.id))).toMatchObject({ verdict: "warn" });
    expect((await answers()).at(-1)).toMatchObject({ outcome: "unreachable", verdict: "warn", isDestructive: false });

    await target.run(`ALTER ROLE ${target.role} LOGIN; INSERT INTO customers VALUES (7)`);
    expect(await ask("2.0.0")).toMatchObject({ verdict: "block" });
    const blocked = await world.plan();
    await target.run(`ALTER ROLE ${target.role} NOLOGIN; DELETE FROM customers`);
    ctx.clock.advance({ seconds: 1 });
    await world.approve(blocked).catch(() => undefined);
    expect(recordsOf(await world.see(blocked.id))).toMatchObject({ verdict: "block" });
    expect((await answers()).at(-1)).toMatchObject({ outcome: "unreachable", verdict: "block" });
  });

  it("is refused while the product is on its way somewhere, and said to be so", async () => {
    await target.run(`ALTER ROLE ${target.role} LOGIN`);
    const wish = { databaseId, migrations: ["9_gone"], sql: "CREATE TABLE IF NOT EXISTS orders ()" };
    const { id, number } = await world.deployments.run(world.template, { version: "2.1.0" });
    const moving = await checkMigration(ctx, wish);
    expect(moving).toMatchObject({ verdict: "block", outcome: "refused", isDestructive: false, orphans: 0 });
    expect(moving.active).toEqual([{ kind: "deployment", id, number, version: "2.1.0", status: "running" }]);
    await world.deployments.everybodyTakesIt();
    expect(await checkMigration(ctx, wish)).toMatchObject({ verdict: "pass", active: [] });
  });
});
