import { awaitDeployment, idIn, makeEnvironment, makeProduct } from "./support/deployments.ts";
import { expect, test } from "./support/test.ts";

test("a template is chosen from the gallery, its plan is read, and the release arrives", async ({
  api,
  operatorPage: page,
}) => {
  await makeProduct(api, "gantry", "Gantry", ["1.0.0", "1.1.0"]);
  const devices = await makeEnvironment(api, { slug: "yard", name: "Yard", product: "gantry", count: 2 });

  await test.step("the gallery shows what each template does", async () => {
    await page.goto("/templates");
    const gallery = page.getByRole("list", { name: "Templates" });
    await expect(gallery.getByRole("link", { name: "Canary", exact: true })).toBeVisible();
    await gallery.getByRole("link", { name: "Use Simple" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Use Simple" })).toBeVisible();
  });

  await test.step("the plan stands there before anything is made", async () => {
    await page.getByRole("combobox", { name: "Product" }).fill("gantry");
    await page.getByRole("option", { name: /Gantry/ }).click();
    await page.getByRole("combobox", { name: "Version" }).fill("1.1.0");
    await page.getByRole("option", { name: /1\.1\.0/ }).click();
    await page.getByLabel("Environment", { exact: true }).selectOption("yard");
    const plan = page.getByRole("region", { name: "What it would do" });
    await expect(plan.getByText(/^2 devices in Yard/)).toBeVisible();
    await expect(plan.getByText("2 devices in one batch")).toBeVisible();
    await expect(plan.getByText(/Left out:/)).toBeVisible();
    await expect.poll(async () => (await devices[0]!.poll()).action).toBeNull();
  });

  const id = await test.step("it is started, and its page opens", async () => {
    await page.getByRole("button", { name: "Deploy", exact: true }).click();
    await page.waitForURL(/\/deployments\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("heading", { level: 1, name: /gantry 1\.1\.0 to Yard/ })).toBeVisible();
    return idIn(page.url());
  });

  await test.step("the devices take it, and the page says so without a reload", async () => {
    for (const device of devices) expect(await device.update()).toMatchObject({ version: "1.1.0" });
    const done = await awaitDeployment(api, id, "completed");
    expect(done.stages.map(({ name, status }) => [name, status])).toEqual([
      ["rollout", "completed"],
      ["smoke-test", "skipped"],
    ]);
    await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();
  });

  await test.step("the matrix shows it as verified", async () => {
    await page.goto("/environments?q=gantry");
    await expect(page.getByRole("link", { name: "Gantry 1.1.0 in Yard" })).toBeVisible();
    await expect(page.getByRole("row", { name: /Gantry/ }).getByText("Verified")).toBeVisible();
  });
});
