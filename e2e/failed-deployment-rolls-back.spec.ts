import { awaitDeployment, deploy, makeEnvironment, makeProduct, makeTemplate } from "./support/deployments.ts";
import { Service } from "./support/service.ts";
import { expect, test } from "./support/test.ts";

test("a deployment whose smoke test fails takes back what it did", async ({ api, operatorPage: page }) => {
  const service = await Service.start();
  service.status = 503;
  await makeProduct(api, "winch", "Winch", ["1.0.0", "2.0.0"]);
  const devices = await makeEnvironment(api, { slug: "slip", name: "Slip", product: "winch", count: 2 });
  await makeTemplate(api, "roll-and-ask", "Roll out and ask", [
    { name: "rollout", kind: "rollout", config: { batches: [100] } },
    {
      name: "ask",
      title: "Ask the service",
      kind: "smokeTest",
      retries: 0,
      config: { steps: [{ name: "It answers", url: service.url }] },
    },
  ]);
  const { id } = await deploy(api, {
    template: "roll-and-ask",
    product: "winch",
    version: "2.0.0",
    environment: "slip",
  });
  await page.goto(`/deployments/${id}`);

  await test.step("the devices take the release", async () => {
    for (const device of devices) expect(await device.update()).toMatchObject({ kind: "update", version: "2.0.0" });
  });

  await test.step("the service does not answer, and the devices are told to go back", async () => {
    await awaitDeployment(api, id, "rollingBack", "rolledBack");
    expect(service.asked).toBeGreaterThan(0);
    for (const device of devices) {
      expect(await device.update()).toMatchObject({ kind: "rollback", version: "1.0.0" });
    }
  });

  await test.step("the deployment says what failed, and that everything is as before", async () => {
    const over = await awaitDeployment(api, id, "rolledBack");
    const statusOf = (name: string) => over.stages.find((stage) => stage.name === name)?.status;
    expect(statusOf("ask")).toBe("failed");
    expect(statusOf("rollout")).toBe("rolledBack");
    await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible();
    const stages = page.getByRole("list", { name: "Stages" }).getByRole("listitem");
    await expect(stages.filter({ hasText: "Ask the service" }).getByText("Failed", { exact: true })).toBeVisible();
    for (const device of devices) expect((await device.poll()).apps.winch).toMatchObject({ version: "1.0.0" });
  });

  await service.stop();
});
