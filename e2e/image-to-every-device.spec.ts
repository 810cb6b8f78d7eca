import { registerFleet } from "./support/device.ts";
import { awaitStatus, idsOffered } from "./support/rollouts.ts";
import { expect, test } from "./support/test.ts";

test("a policy made in the form carries a pushed image to every device, watched live", async ({
  api,
  registry,
  operatorPage: page,
}) => {
  const devices = await registerFleet(api, "harbour", 10);
  const image = `${registry.host}/acme/gateway`;

  await test.step("the preview beside the form shows what the policy would hit", async () => {
    await page.goto("/policies/new");
    await page.getByLabel("Name", { exact: true }).fill("Harbour gateways");
    await page.getByLabel("Images").fill(image);
    await page.getByLabel("Fleets").fill("harbour");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("region", { name: "Devices", exact: true })).toContainText("10");
  });

  await test.step("percentages that fall are refused where they stand", async () => {
    const second = page.getByLabel("Batch 2, percent of the devices");
    await second.fill("5");
    await page.getByRole("button", { name: "Make the policy" }).click();
    await expect(page.getByText(/cumulative/i).first()).toBeVisible();
    await second.fill("50");
  });

  await test.step("the policy is made", async () => {
    await page.getByLabel("Delay between batches").fill("0");
    await page.getByRole("button", { name: "Make the policy" }).click();
    await expect(page).toHaveURL(/\/policies\/[0-9a-f-]{36}/);
  });

  const push = await registry.push(api, "acme/gateway", "1.5.0");
  expect(push).toMatchObject({ status: "accepted" });
  const rolloutId = push.rollouts[0]!;

  await test.step("the list shows the rollout, and a click leads to it", async () => {
    await page.goto("/rollouts");
    await page
      .getByRole("row", { name: /1\.5\.0/ })
      .getByRole("link")
      .first()
      .click();
    await expect(page).toHaveURL(new RegExp(rolloutId));
    await expect(page.getByRole("list", { name: "Batches" })).toContainText("Batch 1");
  });

  await test.step("each batch starts when the one before is healthy, without a reload", async () => {
    const batches = page.getByRole("list", { name: "Batches" });
    for (const [index, size] of [1, 4, 5].entries()) {
      await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(size);
      const offered = await idsOffered(api, rolloutId);
      for (const device of devices.filter(({ id }) => offered.has(id))) {
        const action = await device.update();
        expect(action).toMatchObject({ kind: "update", digest: push.digest, version: "1.5.0" });
      }
      await expect(batches.getByRole("listitem").nth(index)).toContainText("Completed");
    }
    await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();
  });

  await test.step("afterwards everything is known", async () => {
    const rollout = await awaitStatus(api, rolloutId, "completed");
    expect(rollout.counts).toMatchObject({ healthy: 10, failed: 0 });
    expect(rollout.digest).toBe(push.digest);
    const state = await devices[0]!.poll();
    expect(state).toMatchObject({ action: null, apps: { gateway: { version: "1.5.0", digest: push.digest } } });
  });

  await test.step("the same push again changes nothing", async () => {
    const again = await registry.push(api, "acme/gateway", "1.5.0");
    expect(again).toMatchObject({ status: "duplicate" });
  });
});
