import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { FileView } from "#lib/artifacts/view.ts";
import type { Page as List } from "#lib/kernel/page.ts";
import { expect, test } from "./support/test.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
/** Three pieces. */
const FILE_BYTES = 40_000_000;

test("a dropped file goes on where the line was cut, and is part of its version", async ({ api, adminPage: page }) => {
  const product = { slug: "barrage", name: "Barrage", kind: "firmware" };
  await api.call({ method: "POST", path: "/api/v1/products", body: product });
  const { id: versionId } = await api.call<{ id: string }>({
    method: "POST",
    path: "/api/distribution/versions",
    body: { productId: "barrage", version: "1.0.0" },
  });
  const offsets: string[] = [];
  let cut: () => void = () => undefined;
  const isCut = new Promise<void>((resolve) => (cut = resolve));
  let reached: () => void = () => undefined;
  const secondPiece = new Promise<void>((resolve) => (reached = resolve));
  await page.route("**/api/distribution/cdn/uploads/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.continue();
    offsets.push(request.headers()["upload-offset"] ?? "");
    if (offsets.length !== 2) return route.continue();
    reached();
    await isCut;
    return route.abort("internetdisconnected");
  });

  await page.goto("/products/barrage/versions/1.0.0");
  const files = await page.evaluateHandle((size) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(size)], "barrage.bin"));
    return transfer;
  }, FILE_BYTES);
  await page.getByRole("group", { name: "Add files" }).dispatchEvent("drop", { dataTransfer: files });
  const row = page.getByRole("list", { name: "Uploads" }).getByRole("listitem");

  await test.step("cut in the second piece, it says so", async () => {
    await secondPiece;
    await page.context().setOffline(true);
    cut();
    await expect(row).toContainText("Line cut");
  });

  await test.step("back on line, it goes on behind the first piece", async () => {
    await page.context().setOffline(false);
    await expect(row).toContainText("Added", { timeout: 30_000 });
    expect(offsets[0]).toBe("0");
    expect(Number(offsets[2])).toBeGreaterThan(0);
  });

  await test.step("the version has it whole", async () => {
    await expect(page.getByRole("region", { name: "Files" }).getByTitle("barrage.bin").first()).toBeVisible();
    const query = { versionId };
    const { items } = await api.call<List<FileView>>({ method: "GET", path: "/api/distribution/cdn/files", query });
    const sha256 = createHash("sha256").update(Buffer.alloc(FILE_BYTES)).digest("hex");
    expect(items).toMatchObject([{ fileName: "barrage.bin", fileSize: FILE_BYTES, sha256 }]);
  });
});

test("a pipeline publishes in one step, and the page tells where the build came from", async ({
  api,
  server,
  adminPage: page,
}) => {
  await api.call({
    method: "POST",
    path: "/api/v1/products",
    body: { slug: "lockgate", name: "Lockgate", kind: "app" },
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-e2e-publish-"));
  const files = {
    "lockgate.bin": "lockgate 1.2.0",
    "package.json": '{"dependencies":{"zod":"^4.0.0"}}',
    "lockgate.toml": "gate = 3",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  const env = {
    ...process.env,
    SLIPWAY_URL: server.url,
    SLIPWAY_TOKEN: server.token,
    XDG_CACHE_HOME: path.join(folder, "cache"),
    GITHUB_ACTIONS: "true",
    GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    GITHUB_REF: "refs/tags/v1.2.0",
    GITHUB_REF_NAME: "v1.2.0",
    GITHUB_REF_TYPE: "tag",
    GITHUB_RUN_NUMBER: "41",
    GITHUB_RUN_ID: "9000",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "acme/lockgate",
    GITHUB_ACTOR: "ada",
    LOCKGATE_KEY: "a value that nobody sees",
  };
  const args = ["lockgate.bin", "--product", "lockgate", "--channel", "beta", "--manifest", "package.json"];
  const program = path.join(root, "bin/slipway.js");

  try {
    const { stdout } = await run(
      process.execPath,
      [program, "publish", ...args, "--config", "lockgate.toml", "--env", "LOCKGATE_KEY"],
      { cwd: folder, env },
    );
    expect(stdout).toContain("Published lockgate 1.2.0 with lockgate.bin, on beta.");
  } finally {
    await rm(folder, { recursive: true });
  }

  await test.step("the list of builds has it as the latest", async () => {
    await page.goto("/products/lockgate/artifacts");
    const build = page.getByRole("table", { name: "Builds" }).getByRole("row").filter({ hasText: "1.2.0" });
    await expect(build).toContainText("Latest");
    await expect(build.getByRole("link", { name: "#41" })).toHaveAttribute(
      "href",
      "https://github.com/acme/lockgate/actions/runs/9000",
    );
    await build.getByRole("link", { name: "1.2.0" }).click();
  });

  await test.step("its page has everything, and hides the environment", async () => {
    await expect(page.getByRole("region", { name: /^Dependencies/ })).toContainText("zod");
    await expect(page.getByRole("region", { name: /^Configuration/ })).toContainText("gate = 3");
    const environment = page.getByRole("region", { name: /^Environment/ });
    await expect(environment).toContainText("LOCKGATE_KEY");
    await expect(environment).not.toContainText("nobody sees");
  });

  await test.step("who looks at the values leaves a trace", async () => {
    await page.getByRole("button", { name: "Show the values…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("An incident");
    await dialog.getByRole("button", { name: "Show 1 value" }).click();
    await expect(page.getByRole("region", { name: /^Environment/ })).toContainText("a value that nobody sees");
    const query = { types: "build_environment_revealed" };
    const { items } = await api.call<List<{ data: object }>>({ method: "GET", path: "/api/v1/events", query });
    expect(items[0]?.data).toMatchObject({ names: ["LOCKGATE_KEY"], reason: "An incident" });
  });
});
