import { ingestLog } from "#lib/cli/ingest-log.ts";
import type { Api } from "#lib/client/api.ts";
import type { DistributionView } from "#lib/cdn/find-distribution.ts";
import { CacheServer, whyNoVarnish } from "#lib/testing/caches.ts";
import type { Server } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

const REGION = "harbour";
const FILE = "crane.bin";

test("a file is brought to a Varnish, purged there, counted, and taken back when it is deleted", async ({
  adminPage: page,
  api,
  server,
}) => {
  const reason = await whyNoVarnish();
  test.skip(reason !== null, reason ?? undefined);
  const varnish = await CacheServer.varnish({ originPort: Number(new URL(server.url).port) });
  try {
    await test.step("an administrator adds it as a region", async () => {
      await page.goto("/settings/cdn");
      await page.getByRole("button", { name: "Add a region" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a region" });
      await dialog.getByLabel("Name").fill(REGION);
      await dialog.getByRole("radio", { name: /Varnish/ }).check();
      await dialog.getByLabel("Address", { exact: true }).fill(varnish.url);
      await dialog.getByRole("button", { name: "Add the region" }).click();
      await expect(page.getByRole("row", { name: new RegExp(REGION) })).toBeVisible();
    });

    await test.step("the test of it says that it leads here, keeps and forgets", async () => {
      await page
        .getByRole("row", { name: new RegExp(REGION) })
        .getByRole("button", { name: "Test" })
        .click();
      const dialog = page.getByRole("dialog", { name: `Test ${REGION}` });
      await dialog.getByRole("button", { name: "Check the connection" }).click();
      await expect(dialog.getByText("After the purge it asked this server anew.")).toBeVisible();
      await expect(dialog.getByText("HIT", { exact: true })).toBeVisible();
      await dialog.getByRole("button", { name: "Close" }).last().click();
    });

    const fileId = await addFile(api, server);
    const readPlace = async () => {
      const path = `/api/distribution/cdn/files/${fileId}/distribution`;
      const { items } = await api.call<DistributionView>({ method: "GET", path });
      return items.find(({ region }) => region === REGION);
    };

    await test.step("a new file is there before anybody has asked for it", async () => {
      await page.goto(`/settings/cdn/files/${fileId}`);
      const panel = page.getByRole("region", { name: "Distribution" });
      await expect(panel.getByRole("listitem").filter({ hasText: REGION }).getByText("Distributed")).toBeVisible();
      const { state, body } = await fetchThrough(await addressOf(readPlace));
      expect({ state, body }).toEqual({ state: "HIT", body: "hook and cable" });
    });

    await test.step("invalidating it has the cache ask the server again", async () => {
      const before = await fetchThrough(await addressOf(readPlace));
      const panel = page.getByRole("region", { name: "Distribution" });
      await panel.getByRole("listitem").filter({ hasText: REGION }).getByRole("button", { name: "Invalidate" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Invalidate" }).click();
      await expect(page.getByRole("table", { name: "Invalidations" }).getByText("Done")).toBeVisible();
      await expect(panel.getByRole("listitem").filter({ hasText: REGION }).getByText("Distributed")).toBeVisible();
      const after = await fetchThrough(await addressOf(readPlace));
      expect(after).toMatchObject({ state: "HIT", body: before.body });
      expect(after.fetchedBy).not.toBe(before.fetchedBy);
    });

    await test.step("its downloads are counted from the cache's log, each once", async () => {
      const log = { region: REGION, file: varnish.accessLog, format: "combined" } as const;
      let counted = 0;
      await expect.poll(async () => (counted += (await ingestLog(api, log)).downloads)).toBe(3);
      expect((await ingestLog(api, log)).downloads).toBe(0);
      await page.reload();
      const table = page.getByRole("table", { name: "Downloads by region" });
      await expect(table.getByRole("row", { name: new RegExp(`${REGION}.*100%`) })).toBeVisible();
    });

    await test.step("deleted, it is gone from the cache too", async () => {
      const address = await addressOf(readPlace);
      await api.call({ method: "DELETE", path: `/api/distribution/cdn/files/${fileId}` });
      await expect.poll(async () => (await readPlace())?.state).toBe("removed");
      expect((await fetch(address)).status).toBe(404);
    });
  } finally {
    await api.call({ method: "DELETE", path: `/api/distribution/cdn/regions/${REGION}` }).catch(() => undefined);
    await varnish.stop();
  }
});

async function addFile(api: Api, server: Server): Promise<string> {
  const make = async (path: string, body: unknown) =>
    (await api.call<{ id: string }>({ method: "POST", path, body })).id;
  const productId = await make("/api/v1/products", { slug: "quay-crane", name: "Quay crane", kind: "firmware" });
  const form = new FormData();
  form.set("versionId", await make("/api/distribution/versions", { productId, version: "1.0.0" }));
  form.set("file", new Blob(["hook and cable"]), FILE);
  const answer = await fetch(`${server.url}/api/distribution/cdn/upload`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function addressOf(readPlace: () => Promise<{ url: string } | undefined>): Promise<string> {
  return (await readPlace())?.url ?? "";
}

/** Varnish names the request by which it fetched what it hands out, behind the one that it answers. */
async function fetchThrough(
  url: string,
): Promise<{ state: string | null; body: string; fetchedBy: string | undefined }> {
  const answer = await fetch(url);
  const fetchedBy = answer.headers.get("x-varnish")?.split(" ")[1];
  return { state: answer.headers.get("x-cache"), body: await answer.text(), fetchedBy };
}
