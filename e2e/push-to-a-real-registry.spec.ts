import { Api } from "#lib/client/api.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";
import { registerFleet } from "./support/device.ts";
import { DockerRegistry, whyNoDockerRegistry } from "./support/docker-registry.ts";
import { openSignedIn } from "./support/people.ts";
import { awaitStatus, idsOffered, makePolicy } from "./support/rollouts.ts";
import { administrator, Server, webhookSecret } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

test("an image pushed to a real registry reaches the fleet, by the registry's own notification", async ({
  browser,
}) => {
  const reason = await whyNoDockerRegistry();
  test.skip(reason !== null, reason ?? undefined);

  const registry = await DockerRegistry.prepare();
  const server = await Server.start({
    SLIPWAY_REGISTRY_INSECURE: registry.host,
    SLIPWAY_ADMIN_EMAIL: administrator.email,
    SLIPWAY_ADMIN_PASSWORD: administrator.password,
  });
  await registry.run(server.url, webhookSecret);
  const api = new Api(server.url, server.token);
  const devices = await registerFleet(api, "mole", 4);
  await makePolicy(api, {
    name: "Moles",
    imagePattern: `${registry.host}/acme/*`,
    tagRule: { kind: "semver", value: ">=1.0.0" },
    batches: [50, 100],
  });
  const context = await openSignedIn(browser, server.url, administrator);
  const page = await context.newPage();
  await page.goto(server.url);

  const digest = await registry.push("acme/mole", "1.4.2");
  await registry.push("acme/mole", "nightly");

  let rolloutId = "";
  await test.step("the notification makes one rollout, pinned to the digest that the registry reports", async () => {
    await expect
      .poll(async () => {
        const { items } = await api.call<{ items: RolloutView[] }>({ method: "GET", path: "/api/v1/rollouts" });
        rolloutId = items[0]?.id ?? "";
        return items.map((rollout) => [rollout.tag, rollout.digest, rollout.status]);
      })
      .toEqual([["1.4.2", digest, "running"]]);
  });

  await test.step("the overview shows it without a reload", async () => {
    await page.getByRole("main").getByRole("link", { name: /mole/ }).first().click();
    await expect(page).toHaveURL(new RegExp(rolloutId));
  });

  await test.step("the fleet updates in two batches", async () => {
    for (let batch = 0; batch < 2; batch++) {
      await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(2);
      const offered = await idsOffered(api, rolloutId);
      for (const device of devices.filter(({ id }) => offered.has(id))) {
        expect(await device.update()).toMatchObject({ digest, version: "1.4.2" });
      }
    }
    await awaitStatus(api, rolloutId, "completed");
    await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();
  });

  await test.step("the delivery page tells what was accepted and why the rest was not", async () => {
    const { items } = await api.call<{ items: { status: string; reason: string | null }[] }>({
      method: "GET",
      path: "/api/v1/webhooks/deliveries",
      query: { limit: 200 },
    });
    expect(items.filter(({ status }) => status === "accepted")).toHaveLength(1);
    for (const delivery of items.filter(({ status }) => status === "ignored")) expect(delivery.reason).toBeTruthy();
  });

  await context.close();
  await server.remove();
  await registry.remove();
});
