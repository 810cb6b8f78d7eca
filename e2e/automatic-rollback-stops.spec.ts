import { awaitDeployment, deploy, makeEnvironment, makeProduct, makeTemplate } from "./support/deployments.ts";
import { awaitPlan, everyoneTakes, listPlans } from "./support/rollbacks.ts";
import { Service } from "./support/service.ts";
import { expect, test } from "./support/test.ts";

test("what fails after it was deployed is taken back by itself twice; the third time a person is called", async ({
  api,
  approverPage: page,
}) => {
  const service = await Service.start();
  await makeProduct(api, "bilge", "Bilge", ["1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0.0"]);
  const devices = await makeEnvironment(api, {
    ...{ slug: "hold", name: "Hold", product: "bilge", count: 2 },
    automaticRollback: true,
  });
  await makeTemplate(api, "roll-then-look", "Roll out, then look", [
    { name: "rollout", kind: "rollout", config: { batches: [100] } },
    {
      ...{ name: "look", title: "Look afterwards", kind: "smokeTest", retries: 0, onFailure: "continue" },
      config: { steps: [{ name: "It pumps", url: service.url }] },
    },
  ]);
  const ship = async (version: string) => {
    const wish = { template: "roll-then-look", product: "bilge", environment: "hold" };
    const { id } = await deploy(api, { ...wish, version });
    await everyoneTakes(devices, version);
    await awaitDeployment(api, id, "completed");
  };
  const newestPlan = async (count: number) => {
    await expect.poll(async () => (await listPlans(api, "bilge")).length).toBe(count);
    return (await listPlans(api, "bilge"))[0]!;
  };

  // Who looks for the first time has nothing to catch up with: from here on the bell counts.
  await page.goto("/rollbacks?product=bilge");
  await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();

  await ship("1.1.0");
  service.status = 503;
  for (const [at, version] of ["2.0.0", "3.0.0"].entries()) {
    await test.step(`${version} does not answer, and is taken back by itself`, async () => {
      await ship(version);
      const plan = await newestPlan(at + 1);
      expect(plan).toMatchObject({ isAutomatic: true, from: { version }, to: { version: "1.1.0" } });
      await everyoneTakes(devices, "1.1.0");
      await awaitPlan(api, plan.id, "completed");
    });
  }

  const stopped =
    await test.step("the third one is not: it waits for a person, and nobody is told to move", async () => {
      await ship("4.0.0");
      const plan = await newestPlan(3);
      expect(plan).toMatchObject({ isAutomatic: true, from: { version: "4.0.0" }, status: "awaitingApproval" });
      for (const device of devices) {
        expect(await device.poll()).toMatchObject({ action: null, apps: { bilge: { version: "4.0.0" } } });
      }
      return plan;
    });

  await test.step("a person is called, and a click leads to the plan", async () => {
    await page.getByRole("button", { name: /^Notifications, \d+ new/ }).click();
    const drawer = page.getByRole("dialog", { name: "What happened" });
    const call = drawer.getByRole("link", { name: "bilge is not taken back by itself: a person must look" });
    await expect(drawer.getByText("bilge was taken back by itself 2 times within the hour").first()).toBeVisible();
    await call.click();
    await expect(page).toHaveURL(new RegExp(`/rollbacks/${stopped.id}$`));
    await expect(page.getByText("It began by itself")).toBeVisible();
    await expect(page.getByText(/2 times within the hour: a person must look/).first()).toBeVisible();
  });

  await test.step("the bad version stays held", async () => {
    const again = deploy(api, { template: "simple", product: "bilge", version: "4.0.0", environment: "hold" });
    await expect(again).rejects.toThrow(/held/i);
  });

  await test.step("the person agrees and carries it out", async () => {
    await page.getByRole("region", { name: "Approval" }).getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Approve 4.0.0 → 1.1.0" }).click();
    await page.getByRole("button", { name: "Carry it out" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back 2 devices" }).click();
    await everyoneTakes(devices, "1.1.0");
    await expect(page.getByText("2 back, of 2.")).toBeVisible();
    await awaitPlan(api, stopped.id, "completed");
  });

  await service.stop();
});
