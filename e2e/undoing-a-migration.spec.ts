import { spawnSync } from "node:child_process";
import path from "node:path";
import { makeTarget, type Target } from "#lib/migration-guard/testing/target.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { startPostgres, type PostgresServer } from "../scripts/lib/postgres.ts";
import { awaitDeployment, deploy, makeEnvironment, makeProduct, makeTemplate } from "./support/deployments.ts";
import { everyoneTakes } from "./support/rollbacks.ts";
import { root } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

const SHOP = `
  CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);
  INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace');
  INSERT INTO orders VALUES (10, 1), (11, 1), (12, 2);`;
const MIGRATION = "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);";

let postgres: PostgresServer | { skipped: string };
let shop: Target | undefined;

test.beforeAll(async () => {
  postgres = await startPostgres();
  if ("url" in postgres) shop = await makeTarget(postgres.url, SHOP);
});
test.afterAll(async () => {
  await shop?.drop();
  if ("url" in postgres) await postgres.stop();
});

test("a migration that cannot be undone safely holds a rollback back, until somebody answers for both", async ({
  api,
  server,
  adminPage: page,
}) => {
  if ("skipped" in postgres) test.skip(true, postgres.skipped);
  const { connection, connectionWith } = shop!;
  await makeProduct(api, "ledger", "Ledger", ["1.0.0", "2.0.0"]);

  await test.step("the product's database is named, by a role that may only read", async () => {
    await page.goto("/products/ledger/databases");
    await page.getByRole("button", { name: "Add a database" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a database" });
    await dialog.getByLabel("Name").fill("main");
    const address = dialog.getByLabel("Connection string");
    await address.fill(connectionWith((url) => (url.username = "slipway")));
    await dialog.getByRole("button", { name: "Add the database" }).click();
    await expect(dialog.getByText(/may write/).first()).toBeVisible();
    await address.fill(connection);
    await dialog.getByRole("button", { name: "Add the database" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Read only")).toBeVisible();
    await expect(page.getByRole("table", { name: "Foreign keys" })).toContainText("customers");
  });

  await test.step("it is asked what undoing the migration would leave behind", async () => {
    const form = page.getByRole("region", { name: "May a migration be undone?" });
    await form.getByLabel("Migrations").fill("20260101_customers,");
    await form.getByLabel("Brought by version").fill("2.0.0");
    await form.getByLabel("SQL").fill(MIGRATION);
    await form.getByRole("button", { name: "Check" }).click();
    await expect(form.getByText("Not safe")).toBeVisible();
    const effects = form.getByRole("table", { name: "What it would do to rows" });
    await expect(effects.getByRole("row").filter({ hasText: "Left without a parent" })).toContainText("3");
    await expect(effects.getByRole("row").filter({ hasText: "Rows lost" })).toContainText("2");
    await expect(page.getByRole("table", { name: "Checks" }).getByText("Not safe")).toBeVisible();
  });

  await test.step("a pipeline gets the same answer", () => {
    const { status, stdout } = ask(server, "--product", "ledger", "--drop-table", "customers");
    expect(status, stdout).toBe(1);
    expect(stdout).toContain("3");
  });

  await test.step("somebody answers for it, with a reason", async () => {
    const form = page.getByRole("region", { name: "May a migration be undone?" });
    await form.getByRole("button", { name: "Undo it anyway" }).click();
    const dialog = page.getByRole("dialog", { name: "Undo it although something is lost?" });
    await dialog.getByLabel("Reason").fill("The orders are in the archive");
    await dialog.getByRole("button", { name: "Allow it" }).click();
    await expect(dialog).toBeHidden();
    await expect(form.getByText("Forced, because: The orders are in the archive")).toBeVisible();
  });

  await test.step("still, a rollback past the version that brought it is blocked until it is forced as well", async () => {
    const place = { slug: "counting-house", name: "Counting house", product: "ledger", count: 1 };
    const devices = await makeEnvironment(api, place);
    await makeTemplate(api, "ledger-at-once", "Ledger at once", [
      { name: "rollout", kind: "rollout", config: { batches: [100] } },
    ]);
    const wish = { template: "ledger-at-once", product: "ledger", environment: "counting-house", version: "2.0.0" };
    const { id: deploymentId } = await deploy(api, wish);
    await everyoneTakes(devices, "2.0.0");
    await awaitDeployment(api, deploymentId, "completed");
    const { id } = await api.call<PlanView>({
      method: "POST",
      path: "/api/distribution/rollbacks/plans",
      body: { deploymentId, toVersion: "1.0.0", reason: "The books do not balance" },
    });
    await page.goto(`/rollbacks/${id}`);
    await expect(page.getByText(/20260101_customers in main: Undoing it would leave 3 rows/)).toBeVisible();
    await page.getByRole("button", { name: "Force it" }).click();
    const dialog = page.getByRole("dialog", { name: "Force it past the checks that block?" });
    await dialog.getByLabel("Reason").fill("The orders are in the archive");
    await dialog.getByRole("button", { name: "Force it" }).click();
    await expect(page.getByText("Block, forced", { exact: true }).first()).toBeVisible();
  });
});

function ask({ url, token }: { url: string; token: string }, ...args: string[]) {
  const program = [path.join(root, "bin/slipway.ts"), "check-rollback", ...args];
  return spawnSync(process.execPath, program, {
    encoding: "utf8",
    env: { NODE_ENV: "production", PATH: process.env.PATH, SLIPWAY_URL: url, SLIPWAY_TOKEN: token },
  });
}
