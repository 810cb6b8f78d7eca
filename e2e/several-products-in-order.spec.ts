import type { GroupPlanView, GroupView } from "#lib/deployments/groups/view.ts";
import { awaitDeployment, makeEnvironment, makeProduct, readDeployment } from "./support/deployments.ts";
import { expect, test } from "./support/test.ts";

test("several products go out in the order of what they need, and a circle is refused", async ({
  api,
  operatorPage: page,
}) => {
  for (const [slug, name] of [
    ["keel", "Keel"],
    ["boom", "Boom"],
    ["sail", "Sail"],
  ] as const) {
    await makeProduct(api, slug, name, ["1.0.0", "2.0.0"]);
  }
  const [device] = await makeEnvironment(api, { slug: "dock", name: "Dock", product: "keel", count: 1 });
  const need = (product: string, other: string, range: string) =>
    api.call({ method: "PUT", path: `/api/v1/products/${product}/dependencies/${other}`, body: { range } });
  await need("boom", "keel", "^2.0.0");
  await need("sail", "boom", "^2.0.0");
  const group = {
    template: "simple",
    environment: "dock",
    items: ["sail", "keel", "boom"].map((product) => ({ product, version: "2.0.0" })),
  };

  await test.step("a circle is refused, with the way that it takes", async () => {
    await expect(need("keel", "sail", "*")).rejects.toThrow(/keel.*sail|sail.*keel/is);
  });

  await test.step("a version that does not fit is refused", async () => {
    const items = [group.items[0]!, { product: "boom", version: "1.0.0" }];
    const refused = api.call({ method: "POST", path: "/api/deployments/groups", body: { ...group, items } });
    await expect(refused).rejects.toThrow(/fit/);
  });

  await test.step("the plan names what goes after what", async () => {
    const { template: _template, ...asked } = group;
    const plan = await api.call<GroupPlanView>({
      method: "POST",
      path: "/api/deployments/groups/preview",
      body: asked,
    });
    expect(plan.levels.map((level) => level.map(({ product }) => product.slug))).toEqual([
      ["keel"],
      ["boom"],
      ["sail"],
    ]);
    expect(plan.violations).toEqual([]);
  });

  const made = await api.call<GroupView>({ method: "POST", path: "/api/deployments/groups", body: group });
  const idOf = (slug: string) => made.deployments.find(({ product }) => product.slug === slug)!.id;

  await test.step("those that need others wait for them, and the line says so", async () => {
    await awaitDeployment(api, idOf("keel"), "running");
    await page.goto("/queue");
    const waiting = page.getByRole("row", { name: /Boom 2\.0\.0/ });
    await expect(waiting.getByText("After others")).toBeVisible();
    expect((await readDeployment(api, idOf("sail"))).status).toBe("queued");
  });

  await test.step("each starts when the one before it is done", async () => {
    for (const slug of ["keel", "boom", "sail"]) {
      expect(await device!.update()).toMatchObject({ product: slug, version: "2.0.0" });
      await awaitDeployment(api, idOf(slug), "completed");
    }
  });

  await test.step("a failure stops what needs it, and only that", async () => {
    await makeProduct(api, "oar", "Oar", ["1.0.0", "3.0.0"]);
    await makeProduct(api, "thole", "Thole", ["1.0.0", "3.0.0"]);
    await need("oar", "thole", "^3.0.0");
    const items = ["oar", "thole"].map((product) => ({ product, version: "3.0.0" }));
    const other = await api.call<GroupView>({
      method: "POST",
      path: "/api/deployments/groups",
      body: { ...group, items },
    });
    const [first, second] = other.deployments;
    await awaitDeployment(api, first!.id, "running");
    await api.call({ method: "POST", path: `/api/deployments/${first!.id}/cancel`, body: { reason: "It leaks" } });
    const stopped = await awaitDeployment(api, second!.id, "cancelled");
    expect(stopped.statusReason).toContain(`#${first!.number}`);
  });
});
