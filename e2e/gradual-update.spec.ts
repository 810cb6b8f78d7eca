import { randomUUID } from "node:crypto";
import type { Api } from "#lib/client/api.ts";
import type { UpdateAnswer } from "#lib/updates/view.ts";
import { expect, test } from "./support/test.ts";

const CLIENTS = Array.from({ length: 40 }, (_, index) => `client-${index}`);

test("a version goes to a share of the clients first, and then to everybody", async ({
  api,
  server,
  operatorPage: page,
}) => {
  const slug = `player-${randomUUID().slice(0, 8)}`;
  const { id: productId } = await api.call<{ id: string }>({
    method: "POST",
    path: "/api/v1/products",
    body: { slug, name: "Player", kind: "app" },
  });
  await publish(server, api, { productId, version: "1.0.0" });
  await publish(server, api, { productId, version: "1.1.0" });
  await publish(server, api, { productId, version: "2.0.0", channels: [] });

  const ask = async (clientId: string) => {
    const body = { productId: slug, currentVersion: "1.0.0", clientId };
    return api.call<UpdateAnswer>({ method: "POST", path: "/api/distribution/updates/check", body });
  };
  const offered = async () => {
    const answers = await Promise.all(CLIENTS.map(ask));
    return answers.map((answer) => (answer.updateAvailable ? answer.toVersion : answer.reason));
  };
  const countOf = (versions: readonly string[]) => versions.filter((version) => version === "2.0.0").length;

  await page.goto(`/products/${slug}/updates`);

  await test.step("nobody is offered what was not promoted", async () => {
    expect(new Set(await offered())).toEqual(new Set(["1.1.0"]));
  });

  const first = await test.step("half of the clients are offered it, the others what was there before", async () => {
    await page.getByRole("button", { name: "Distribute a version" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Share to begin with").fill("50");
    await dialog.getByRole("button", { name: "Distribute it" }).click();
    await expect(page.getByRole("listitem", { name: "2.0.0 on stable" })).toContainText("50%");
    await expect.poll(async () => countOf(await offered())).toBeGreaterThan(0);
    const versions = await offered();
    expect(new Set(versions)).toEqual(new Set(["1.1.0", "2.0.0"]));
    expect(await offered()).toEqual(versions);
    return versions;
  });

  const card = page.getByRole("listitem", { name: "2.0.0 on stable" });

  await test.step("a pause is one click and stops the offers", async () => {
    await card.getByRole("button", { name: "Pause" }).click();
    await expect(card.getByText("Paused", { exact: true })).toBeVisible();
    await expect.poll(async () => countOf(await offered())).toBe(0);
    await card.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume it" }).click();
    await expect.poll(offered).toEqual(first);
  });

  await test.step("a larger share takes it from nobody", async () => {
    await card.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Share").fill("80");
    await dialog.getByRole("button", { name: "Set to 80%" }).click();
    await expect(card).toContainText("80%");
    await expect.poll(async () => countOf(await offered())).toBeGreaterThan(countOf(first));
    const grown = await offered();
    first.forEach((version, index) => version === "2.0.0" && expect(grown[index]).toBe("2.0.0"));
  });

  await test.step("in the end everybody is offered it", async () => {
    await card.getByRole("button", { name: "To everybody" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Offer 2.0.0 to all of stable" }).click();
    await expect(card.getByText("Completed", { exact: true })).toBeVisible();
    await expect.poll(async () => countOf(await offered())).toBe(CLIENTS.length);
  });

  await test.step("the page tells who was told and what was installed", async () => {
    const body = { productId: slug, version: "2.0.0", clientId: CLIENTS[0], outcome: "installed" };
    await api.call({ method: "POST", path: "/api/distribution/updates/report", body });
    await page.reload();
    const row = page.getByRole("table", { name: "Outcomes by version" }).getByRole("row", { name: /^2\.0\.0/ });
    await expect(row).toContainText(String(CLIENTS.length));
  });

  await test.step("a check can be tried on the page", async () => {
    const form = page.getByRole("form", { name: "Try a check" });
    await form.getByLabel("Current version").fill("1.0.0");
    await form.getByRole("button", { name: "Ask" }).click();
    await expect(page.getByText("1.0.0 → 2.0.0")).toBeVisible();
  });

  await test.step("an updater reads the feed", async () => {
    const feed = await fetch(`${server.url}/feeds/${slug}/stable/latest.yml`);
    expect(feed.status).toBe(200);
    expect(await feed.text()).toContain("version: 2.0.0");
  });
});

interface Published {
  productId: string;
  version: string;
  channels?: string[];
}

/** Makes a version with one file. */
async function publish(server: { url: string; token: string }, api: Api, body: Published): Promise<void> {
  const { id } = await api.call<{ id: string }>({ method: "POST", path: "/api/distribution/versions", body });
  const form = new FormData();
  form.append("versionId", id);
  form.append("file", new Blob([`player ${body.version}`]), `player-${body.version}.bin`);
  const response = await fetch(`${server.url}/api/distribution/cdn/upload`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: form,
  });
  expect(response.status, await response.text()).toBe(201);
}
