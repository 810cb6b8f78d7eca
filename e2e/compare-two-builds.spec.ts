import { publishBuild } from "./support/builds.ts";
import { expect, test } from "./support/test.ts";

const SECRETS = { old: "tide-table-one", new: "tide-table-two" };

const numbered = (change: string) =>
  Array.from({ length: 200 }, (_, line) => (line === 150 ? `export const port = ${change};` : `// line ${line}`)).join(
    "\n",
  );

test("two builds are compared, file by file, and the comparison is shared", async ({
  api,
  server,
  operatorPage: page,
  viewerPage,
  browser,
}) => {
  const { id: productId } = await api.call<{ id: string }>({
    method: "POST",
    path: "/api/v1/products",
    body: { slug: "breakwater", name: "Breakwater", kind: "app" },
  });
  const same = { "src/same.ts": "export {};\n" };
  const { artifactId: from } = await publishBuild(api, server, {
    ...{ productId, version: "1.0.0", secret: SECRETS.old },
    files: {
      ...same,
      "src/server.ts": numbered("80"),
      "src/old.ts": "gone\n",
      "package.json": '{"dependencies":{"left":"1.4.0"}}',
    },
  });
  const { artifactId: to } = await publishBuild(api, server, {
    ...{ productId, version: "2.0.0", secret: SECRETS.new },
    files: {
      ...same,
      "src/server.ts": numbered("443"),
      "src/new.ts": "come\n",
      "package.json": '{"dependencies":{"left":"2.0.0"}}',
    },
  });

  await test.step("the files are counted and shown as a tree", async () => {
    await page.goto(`/diffs?from=${from}&to=${to}`);
    await expect(page.getByText("1 added 1 removed 2 changed 0 moved 1 unchanged")).toBeVisible();
    await page
      .getByRole("list", { name: "Files" })
      .getByRole("button", { name: /server\.ts/ })
      .click();
  });

  const text = page.getByRole("table", { name: "Changes in src/server.ts" });
  await test.step("a file shows what changed in it, and unfolds the rest", async () => {
    await expect(text.getByText("443")).toBeVisible();
    await expect(text.getByText("// line 20", { exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "Unified" }).click();
    await expect(text.getByText("80")).toBeVisible();
    await text.getByRole("button", { name: "147 unchanged lines" }).click();
    await expect(text.getByText("// line 20", { exact: true })).toBeVisible();
  });

  await test.step("the keyboard walks through changes, files and the search", async () => {
    await page.keyboard.press("n");
    await expect(text.getByText("443")).toBeInViewport();
    await page.keyboard.press("/");
    await page.keyboard.type("line 199");
    await page.keyboard.press("Enter");
    await expect(page.getByText("1 of 1")).toBeVisible();
    await expect(text.getByText("// line 199", { exact: true })).toBeInViewport();
    await page.keyboard.press("Escape");
    await page.keyboard.press("k");
    await expect(text).toHaveCount(0);
  });

  await test.step("dependencies have their step, and the environment no values", async () => {
    await page.getByRole("button", { name: "Dependencies" }).click();
    await expect(page.getByRole("row", { name: /left.*1\.4\.0.*2\.0\.0.*Major/ })).toBeVisible();
    await page.getByRole("button", { name: "Environment" }).click();
    await expect(page.getByText("another value")).toBeVisible();
    const body = await page.content();
    for (const secret of Object.values(SECRETS)) expect(body).not.toContain(secret);
  });

  await test.step("a link shows the same to a colleague, and to nobody else", async () => {
    await page.getByRole("button", { name: "Share" }).click();
    const link =
      (await page
        .getByRole("dialog")
        .getByText(/\/diffs\//)
        .textContent()) ?? "";
    await viewerPage.goto(link);
    await expect(viewerPage.getByText("another value")).toBeVisible();
    const stranger = await browser.newPage();
    await stranger.goto(link);
    await expect(stranger).toHaveURL(/sign-in/);
    await stranger.close();
  });

  await test.step("the report is a PDF", async () => {
    const answer = await viewerPage.request.get(`/api/artifacts/diff?from=${from}&to=${to}&format=pdf`);
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    expect((await answer.body()).toString("latin1", 0, 5)).toBe("%PDF-");
  });
});
