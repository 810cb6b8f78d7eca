import { registerFleet } from "./support/device.ts";
import { makePolicy, readRollout } from "./support/rollouts.ts";
import { expect, test } from "./support/test.ts";

test("a viewer sees everything and can change nothing", async ({ api, registry, viewerPage: page }) => {
  await registerFleet(api, "lookout", 2);
  const policy = await makePolicy(api, {
    name: "Lookouts",
    imagePattern: `${registry.host}/acme/lookout`,
    deviceFilter: { fleets: ["lookout"] },
  });
  const { rollouts } = await registry.push(api, "acme/lookout", "1.0.0");
  const rolloutId = rollouts[0]!;

  await test.step("the rollout's page has no buttons that act", async () => {
    await page.goto(`/rollouts/${rolloutId}`);
    await expect(page.getByRole("list", { name: "Batches" })).toBeVisible();
    for (const name of ["Pause", "Roll back", "Resume", "More actions"]) {
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    }
  });

  await test.step("calling the API with the viewer's session is refused as well", async () => {
    const answers = await page.evaluate(
      async ([rollout, policyId]) => {
        const call = async (method: string, path: string) =>
          (
            await fetch(path, {
              method,
              headers: { "content-type": "application/json" },
              body: "{}",
            })
          ).status;
        return Promise.all([
          call("POST", `/api/v1/rollouts/${rollout}/pause`),
          call("POST", `/api/v1/rollouts/${rollout}/rollback`),
          call("DELETE", `/api/v1/policies/${policyId}`),
          call("POST", "/api/v1/tokens"),
          call("POST", "/api/v1/users"),
        ]);
      },
      [rolloutId, policy.id] as const,
    );
    expect(answers).toEqual([403, 403, 403, 403, 403]);
    expect((await readRollout(api, rolloutId)).status).not.toBe("paused");
  });

  await test.step("a call from another site with the same cookie is refused", async () => {
    const answer = await page.request.post(`/api/v1/rollouts/${rolloutId}/pause`, {
      headers: { origin: "https://elsewhere.example" },
      data: {},
    });
    expect(answer.status()).toBe(403);
  });
});
