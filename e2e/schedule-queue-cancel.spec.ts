import { idIn, makeEnvironment, makeProduct, readDeployment } from "./support/deployments.ts";
import { expect, test } from "./support/test.ts";

test("a deployment is scheduled, stands in the line, is moved, and is cancelled before it starts", async ({
  api,
  operatorPage: page,
}) => {
  await makeProduct(api, "pulley", "Pulley", ["1.0.0", "1.2.0"]);
  const [device] = await makeEnvironment(api, { slug: "mole", name: "Mole", product: "pulley", count: 1 });
  const year = new Date().getUTCFullYear() + 1;

  const id = await test.step("the form takes a time, and refuses one that is over", async () => {
    await page.goto("/templates/simple/use?product=pulley&release=1.2.0&environment=mole");
    await page.getByLabel("Time zone").selectOption("UTC");
    await page.getByLabel("Not before").fill("2020-01-31T22:00");
    await page.getByRole("button", { name: "Schedule the deployment" }).click();
    await expect(page.getByText("Name a time that is still to come.")).toBeVisible();
    expect(page.url()).toContain("/use");
    await page.getByLabel("Not before").fill(`${year}-01-31T22:00`);
    await page.getByRole("button", { name: "Schedule the deployment" }).click();
    await page.waitForURL(/\/deployments\/[0-9a-f-]{36}$/);
    return idIn(page.url());
  });

  const { number } = await readDeployment(api, id);
  const row = page.getByRole("row", { name: new RegExp(`#${number} Pulley 1\\.2\\.0`) });

  await test.step("the line says for what it waits", async () => {
    await page.goto("/queue");
    await expect(row.getByText("Scheduled", { exact: true })).toBeVisible();
    await expect(row.getByText("Waits for the time that it was scheduled for.", { exact: false })).toBeVisible();
    expect(await readDeployment(api, id)).toMatchObject({ status: "queued", queue: { status: "waiting" } });
  });

  await test.step("it is moved to another time", async () => {
    await row.getByRole("button", { name: `What to do with #${number}` }).click();
    await page.getByRole("menuitem", { name: "Move to another time…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Not before").fill(`${year}-02-01T06:30`);
    await dialog.getByRole("button", { name: "Move it" }).click();
    await expect(dialog).toBeHidden();
    expect((await readDeployment(api, id)).queue?.scheduledAt).toBe(`${year}-02-01T06:30:00.000Z`);
  });

  await test.step("it comes before others when it is more urgent", async () => {
    await row.getByRole("button", { name: `What to do with #${number}` }).click();
    await page.getByRole("menuitem", { name: "Make it high" }).click();
    await expect(row.getByText("high", { exact: true })).toBeVisible();
  });

  await test.step("it is cancelled with a reason, and never reaches a device", async () => {
    await row.getByRole("button", { name: `What to do with #${number}` }).click();
    await page.getByRole("menuitem", { name: "Cancel…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("The harbor is closed");
    await dialog.getByRole("button", { name: "Cancel the deployment" }).click();
    // Behind an open dialog nothing else has a role: the row would be hidden before anything has happened.
    await expect(dialog).toBeHidden();
    await expect(row).toBeHidden();
    expect(await readDeployment(api, id)).toMatchObject({ status: "cancelled" });
    expect((await device!.poll()).action).toBeNull();
  });

  await test.step("it can be deployed again, as it was", async () => {
    await page.goto(`/deployments/${id}`);
    await page.getByRole("link", { name: "Deploy again" }).click();
    await page.waitForURL(/\/templates\/simple\/use/);
    await expect(page.getByRole("combobox", { name: "Product" })).toHaveValue("Pulley");
    await expect(page.getByLabel("Environment")).toHaveValue("mole");
  });
});
