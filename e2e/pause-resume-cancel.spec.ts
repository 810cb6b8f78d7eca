import { registerFleet } from "./support/device.ts";
import { awaitStatus, idsOffered, makePolicy } from "./support/rollouts.ts";
import { expect, test } from "./support/test.ts";

test("an operator pauses, resumes and cancels, and each leaves its trace", async ({
  api,
  registry,
  operatorPage: page,
}) => {
  const devices = await registerFleet(api, "pier", 4);
  await makePolicy(api, {
    name: "Piers",
    imagePattern: `${registry.host}/acme/pier`,
    batches: [25, 100],
    deviceFilter: { fleets: ["pier"] },
  });
  const { rollouts } = await registry.push(api, "acme/pier", "1.0.0");
  const rolloutId = rollouts[0]!;
  await page.goto(`/rollouts/${rolloutId}`);
  await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(1);

  await test.step("pausing is one click, and takes back what nobody has taken", async () => {
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await expect(page.getByText("Paused", { exact: true }).first()).toBeVisible();
    await awaitStatus(api, rolloutId, "paused");
    await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(0);
    for (const device of devices) expect((await device.poll()).action).toBeNull();
  });

  await test.step("resuming asks, and shows how far it reaches", async () => {
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("4 devices");
    await dialog.getByLabel("Reason").fill("Tide is in");
    await dialog.getByRole("button", { name: /^Resume towards/ }).click();
    await awaitStatus(api, rolloutId, "running");
    await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(1);
  });

  await test.step("cancelling ends it for those who have not got it", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Cancel this rollout…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel for 4 devices" }).click();
    await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
    const rollout = await awaitStatus(api, rolloutId, "cancelled");
    await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(0);
    expect(rollout.completedAt).not.toBeNull();
  });

  await test.step("the history tells it with the reason", async () => {
    await expect(page.getByText("Tide is in").first()).toBeVisible();
  });

  await test.step("what is over cannot be resumed", async () => {
    const resume = api.call({ method: "POST", path: `/api/v1/rollouts/${rolloutId}/resume`, body: {} });
    await expect(resume).rejects.toMatchObject({ status: 409, code: "WRONG_STATE" });
  });
});
