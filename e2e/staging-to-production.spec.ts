import { awaitDeployment, deploy, idIn, makeEnvironment, makeProduct, readDeployment } from "./support/deployments.ts";
import { Service } from "./support/service.ts";
import { expect, test } from "./support/test.ts";

test("a version passes its smoke test in staging, is promoted, approved, and arrives in production", async ({
  api,
  operatorPage: page,
  approverPage,
}) => {
  const service = await Service.start();
  await makeProduct(api, "rudder", "Rudder", ["1.0.0", "1.5.0", "1.6.0"]);
  const staging = await makeEnvironment(api, { slug: "trial", name: "Trial", product: "rudder", count: 1 });
  const production = await makeEnvironment(api, {
    ...{ slug: "open-sea", name: "Open sea", product: "rudder", count: 2 },
    requiredApprovals: 1,
    requiresPromotion: true,
  });

  await test.step("production takes nothing that staging has not seen", async () => {
    const straight = deploy(api, { template: "simple", product: "rudder", version: "1.6.0", environment: "open-sea" });
    await expect(straight).rejects.toThrow(/has not passed Trial yet/);
  });

  const { id: tried } = await deploy(api, {
    ...{ template: "simple", product: "rudder", version: "1.5.0", environment: "trial" },
    variables: { smokeUrl: service.url },
  });
  await test.step("staging is updated, and the smoke test is asked", async () => {
    await staging[0]!.update();
    await awaitDeployment(api, tried, "completed");
    expect(service.asked).toBeGreaterThan(0);
  });

  const id = await test.step("a person promotes exactly that", async () => {
    await page.goto(`/deployments/${tried}`);
    await page.getByRole("button", { name: "Promote…" }).click();
    const dialog = page.getByRole("dialog", { name: "Promote Rudder 1.5.0 to Open sea" });
    await expect(dialog.getByText(/Exactly what was verified in Trial goes to 2 devices/)).toBeVisible();
    await expect(dialog.getByText(/It starts once 1 person approved it/)).toBeVisible();
    await dialog.getByRole("button", { name: "Promote to Open sea" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/deployments/") && !url.pathname.endsWith(tried));
    return idIn(page.url());
  });

  await test.step("it waits for somebody else than its author", async () => {
    const mine = page.getByRole("region", { name: "Approvals" });
    await expect(mine.getByText("0 given, 1 missing.")).toBeVisible();
    await expect(mine.getByRole("button", { name: "Approve" })).toHaveCount(0);
    expect(await readDeployment(api, id)).toMatchObject({
      status: "queued",
      promotedFrom: { id: tried },
      trigger: { kind: "promotion" },
    });
    expect((await production[0]!.poll()).action).toBeNull();
  });

  await test.step("an approver says yes, and it starts", async () => {
    await approverPage.goto(`/deployments/${id}`);
    const asked = approverPage.getByRole("region", { name: "Approvals" });
    await asked.getByRole("button", { name: "Approve", exact: true }).click();
    const dialog = approverPage.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("The trial went well");
    await dialog.getByRole("button", { name: "Approve rudder 1.5.0" }).click();
    await expect(asked.getByText(/Approved by The approver.*The trial went well/)).toBeVisible();
    await awaitDeployment(api, id, "running");
  });

  await test.step("production runs the same digest, and the matrix shows both", async () => {
    for (const device of production) await device.update();
    const done = await awaitDeployment(api, id, "completed");
    expect(done.release.digest).toBe((await readDeployment(api, tried)).release.digest);
    await page.goto("/environments?q=rudder");
    await expect(page.getByRole("link", { name: "Rudder 1.5.0 in Trial" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Rudder 1.5.0 in Open sea" })).toBeVisible();
  });

  await service.stop();
});
