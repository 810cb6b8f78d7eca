import type { RiskView } from "#lib/risk/view.ts";
import { awaitDeployment, deploy, makeEnvironment, makeProduct, readDeployment } from "./support/deployments.ts";
import { expect, test } from "./support/test.ts";

const anApi = (paths: readonly string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Beacon", version: "1" },
    paths: Object.fromEntries(
      paths.map((path) => [path, { get: { responses: { 200: { description: "It is lit." } } } }]),
    ),
  });

test("the risk of a deployment is shown with its reasons, and above the limit somebody must approve", async ({
  api,
  operatorPage: page,
  approverPage,
}) => {
  await makeProduct(api, "beacon", "Beacon", ["1.0.0", "2.0.0"]);
  const [device] = await makeEnvironment(api, {
    ...{ slug: "cape", name: "Cape", product: "beacon", count: 1 },
    riskLimit: 0,
  });
  const build = (version: string, paths: readonly string[]) =>
    api.call<{ id: string }>({
      method: "POST",
      path: "/api/artifacts",
      body: { productId: "beacon", version, configFiles: [{ path: "openapi.json", content: anApi(paths) }] },
    });
  const [from, to] = [await build("1.0.0", ["/lamp", "/horn"]), await build("2.0.0", ["/lamp"])];

  await test.step("the comparison says what breaks for clients of the API", async () => {
    await page.goto(`/diffs?from=${from.id}&to=${to.id}&section=api`);
    const changes = page.getByRole("region", { name: "openapi.json" });
    await expect(changes.getByText("The operation is gone.")).toBeVisible();
    await expect(changes.getByText("GET /horn")).toBeVisible();
  });

  const { id } = await deploy(api, { template: "simple", product: "beacon", version: "2.0.0", environment: "cape" });

  await test.step("the card shows the score, what it is made of, and what would help", async () => {
    await page.goto(`/deployments/${id}`);
    const card = page.getByRole("region", { name: "Risk" });
    await expect(card.getByRole("meter", { name: "Risk score" })).toBeVisible();
    await expect(card.getByText(/Not calibrated here yet/)).toBeVisible();
    await expect(card.getByText("Above the limit")).toBeVisible();
    const { assessment } = await api.call<{ assessment: RiskView | null }>({
      method: "GET",
      path: "/api/deployments/risk",
      query: { deploymentId: id },
    });
    expect(assessment?.score).toBeGreaterThan(0);
    expect(assessment?.factors.length).toBeGreaterThan(0);
  });

  await test.step("the gate holds it back until somebody has approved", async () => {
    await expect.poll(async () => (await readDeployment(api, id)).approvalNeed).not.toBeNull();
    expect((await device!.poll()).action).toBeNull();
    await approverPage.goto(`/deployments/${id}`);
    const asked = approverPage.getByRole("region", { name: "Approvals" });
    await asked.getByRole("button", { name: "Approve", exact: true }).click();
    await approverPage.getByRole("dialog").getByRole("button", { name: "Approve beacon 2.0.0" }).click();
    await expect(asked.getByText(/Approved by The approver/)).toBeVisible();
  });

  await test.step("then it starts, and its end is what the model learns from", async () => {
    await awaitDeployment(api, id, "running");
    await device!.update();
    await awaitDeployment(api, id, "completed");
    await page.goto("/risk");
    await expect(page.getByRole("heading", { level: 1, name: /risk/i })).toBeVisible();
  });
});
