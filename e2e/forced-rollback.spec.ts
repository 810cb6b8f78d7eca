import { readFile } from "node:fs/promises";
import { awaitDeployment, deploy, makeEnvironment, makeProduct, makeTemplate } from "./support/deployments.ts";
import { awaitPlan, everyoneTakes, readPlan, someTakes } from "./support/rollbacks.ts";
import { Service } from "./support/service.ts";
import { expect, test } from "./support/test.ts";

test("a rollback that a check blocks is forced, approved by a second person, watched and told", async ({
  api,
  operatorPage: page,
  approverPage,
}) => {
  const database = await Service.start();
  await makeProduct(api, "capstan", "Capstan", ["1.0.0", "2.0.0"]);
  const devices = await makeEnvironment(api, { slug: "roads", name: "Roads", product: "capstan", count: 2 });
  await makeTemplate(api, "migrate-at-once", "Migrate at once", [
    { name: "migrate", title: "Migrate", kind: "migration", config: { run: { url: database.url } } },
    { name: "rollout", kind: "rollout", config: { batches: [100] } },
  ]);
  const wish = { template: "migrate-at-once", product: "capstan", environment: "roads" };
  const { id: deploymentId } = await deploy(api, { ...wish, version: "2.0.0" });
  await everyoneTakes(devices, "2.0.0");
  await awaitDeployment(api, deploymentId, "completed");

  const planId = await test.step("an operator plans it from the deployment", async () => {
    await page.goto(`/deployments/${deploymentId}`);
    await page.getByRole("button", { name: "Plan a rollback" }).click();
    const dialog = page.getByRole("dialog", { name: "Plan a rollback" });
    await dialog.getByLabel("Go back to").fill("1.0.0");
    await dialog.getByLabel("Why").fill("The chain slips");
    await dialog.getByRole("radio", { name: /^In batches/ }).check();
    await dialog.getByRole("textbox", { name: "Batches" }).fill("50, 100");
    await dialog.getByRole("button", { name: "Plan it" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/rollbacks/"));
    return new URL(page.url()).pathname.split("/").at(-1)!;
  });

  await test.step("a check blocks it, with what it found, and nobody can approve it", async () => {
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^#\d+ capstan 2\.0\.0 → 1\.0\.0 in Roads$/);
    const check = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Data", exact: true }) });
    await expect(check.getByText("Block", { exact: true })).toBeVisible();
    await expect(check.getByText(/ran the migration migrate, which nobody can take back/)).toBeVisible();
    await approverPage.goto(`/rollbacks/${planId}`);
    const asked = approverPage.getByRole("region", { name: "Approval" });
    await expect(asked.getByText(/A check blocks it/)).toBeVisible();
    await expect(asked.getByRole("button", { name: "Approve" })).toHaveCount(0);
  });

  await test.step("the operator forces it with a reason, and cannot approve it alone", async () => {
    await page.getByRole("button", { name: "Force it" }).click();
    const dialog = page.getByRole("dialog", { name: "Force it past the checks that block?" });
    await dialog.getByLabel("Reason").fill("The new column may stay");
    await dialog.getByRole("button", { name: "Force it" }).click();
    await expect(page.getByText("Forced by The operator")).toBeVisible();
    await expect(page.getByText("Block, forced", { exact: true }).first()).toBeVisible();
    const approval = page.getByRole("region", { name: "Approval" });
    await expect(approval.getByText("0 given, 1 missing.")).toBeVisible();
    await expect(approval.getByRole("button", { name: "Approve" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Carry it out" })).toHaveCount(0);
  });

  await test.step("an approver sees that in a window of their own, and says yes", async () => {
    await expect(approverPage.locator("#main").getByText("The new column may stay")).toBeVisible();
    const asked = approverPage.getByRole("region", { name: "Approval" });
    await asked.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = approverPage.getByRole("dialog", { name: /^Approve rollback plan #/ });
    await expect(dialog.getByText(/up to \d devices go back to 1\.0\.0/)).toBeVisible();
    await dialog.getByLabel("Reason").fill("Better than a slipping chain");
    await dialog.getByRole("button", { name: "Approve 2.0.0 → 1.0.0" }).click();
    await expect(asked.getByText(/Approved by The approver.*Better than a slipping chain/)).toBeVisible();
    expect((await readPlan(api, planId)).status).toBe("approved");
  });

  await test.step("the operator carries it out, and sees every device go back", async () => {
    await page.getByRole("button", { name: "Carry it out" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back 2 devices" }).click();
    const carried = page.getByRole("region", { name: "Carried out" });
    const first = await someTakes(devices, "1.0.0");
    await expect(carried.getByText(/^1 back, .*, of 2\.$/)).toBeVisible();
    await everyoneTakes(
      devices.filter((device) => device !== first),
      "1.0.0",
    );
    await expect(carried.getByText("2 back, of 2.")).toBeVisible();
    await expect(carried.getByRole("listitem").getByText("Completed", { exact: true })).toHaveCount(6);
    await expect(approverPage.getByText("2 back, of 2.")).toBeVisible();
    await awaitPlan(api, planId, "completed");
  });

  await test.step("the report is complete without anybody writing it, on the page and as Markdown", async () => {
    await page.getByRole("link", { name: /^Incident #/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("capstan 2.0.0 taken back to 1.0.0 in roads");
    await expect(page.getByText(/The rollback is completed\. All 2 devices have left 2\.0\.0\./)).toBeVisible();
    const told = page.getByRole("region", { name: "Timeline" });
    for (const text of ["forced past a check", "The new column may stay", "approved", "completed"]) {
      await expect(told.getByText(text).first()).toBeVisible();
    }
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Markdown" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^incident-\d+\.md$/);
    const markdown = await readFile(await download.path(), "utf8");
    expect(markdown).toMatch(/^# capstan 2\.0\.0 taken back to 1\.0\.0 in roads\n/);
    expect(markdown).toContain("It was forced past a safety check");
    expect(markdown).toContain("Better than a slipping chain");
  });

  await database.stop();
});
