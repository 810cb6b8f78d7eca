import { expect, test } from "./support/test.ts";

test("a version is made with the suggested number, promoted, and later deprecated for a better one", async ({
  api,
  adminPage: page,
}) => {
  await api.call({
    method: "POST",
    path: "/api/v1/products",
    body: { slug: "almanac", name: "Almanac", kind: "app" },
  });
  await api.call({
    method: "POST",
    path: "/api/distribution/versions",
    body: { productId: "almanac", version: "1.4.0" },
  });
  const newestOnBeta = async () => {
    const query = { productId: "almanac", channel: "beta" };
    const path = "/api/distribution/versions/latest";
    return (await api.call<{ version: string }>({ method: "GET", path, query })).version;
  };

  await test.step("commits become changes, and the number follows from them", async () => {
    await page.goto("/products/almanac");
    await page.getByRole("link", { name: "New version" }).click();
    await expect(page.getByLabel("Version", { exact: true })).toHaveValue("1.4.1");
    await page.getByRole("button", { name: "Paste commits or a changelog" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Text").fill("feat(editor): layers can be locked\nci: faster\nfix: a leak");
    await dialog.getByRole("button", { name: "Read it" }).click();
    await expect(dialog.getByText("1 commit left out")).toBeVisible();
    await dialog.getByRole("button", { name: "Take over 2 changes" }).click();
    await expect(page.getByLabel("Version", { exact: true })).toHaveValue("1.5.0");
  });

  await test.step("the preview shows the notes as readers will see them", async () => {
    await page.getByLabel("Release notes").fill("Opens plans **twice as fast**.");
    const preview = page.getByRole("region", { name: "Preview" });
    await expect(preview.locator("strong", { hasText: "twice as fast" })).toBeVisible();
    await expect(preview.getByRole("region", { name: "Added" })).toContainText("Layers can be locked");
  });

  await test.step("it is made, on the channel that was chosen", async () => {
    const promote = page.getByRole("group", { name: "Promote to" });
    await expect(promote.getByLabel("stable")).toBeChecked();
    await promote.getByLabel("beta").uncheck();
    await page.getByRole("button", { name: "Create 1.5.0" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "1.5.0" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Added" })).toContainText("Layers can be locked");
    await expect(page.getByText("latest", { exact: true }).first()).toBeVisible();
    expect(await newestOnBeta()).toBe("1.4.0");
  });

  await test.step("promoting says what followers will be offered", async () => {
    await page.getByRole("button", { name: "Promote…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^beta/).check();
    await expect(dialog).toContainText("Its followers go from 1.4.0 to this version.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    expect(await newestOnBeta()).toBe("1.5.0");
  });

  await test.step("deprecating names the reason and what to use in its place", async () => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Deprecate…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("It loses layers.");
    await dialog.getByLabel("Replacement").fill("1.4.0");
    await dialog.getByLabel("Reason").focus();
    await dialog.getByRole("button", { name: "Deprecate the version" }).click();
    await expect(page.getByText("1.5.0 is deprecated").first()).toBeVisible();
    await expect(page.getByText("It loses layers.").first()).toBeVisible();
    expect(await newestOnBeta()).toBe("1.4.0");
    await page.getByRole("link", { name: "Use 1.4.0" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "1.4.0" })).toBeVisible();
  });

  await test.step("the timeline and the changelog tell it", async () => {
    await page.goto("/products/almanac");
    await page.getByRole("link", { name: "Timeline" }).click();
    await expect(page).toHaveURL(/view=timeline/);
    const timeline = page.getByRole("list", { name: "Versions" });
    await expect(timeline).toContainText("Layers can be locked");
    await expect(timeline.getByText("deprecated", { exact: true })).toBeVisible();

    const answer = await page.request.get("/api/distribution/versions/changelog?productId=almanac&format=markdown");
    expect(answer.headers()["content-type"]).toContain("text/markdown");
    const markdown = await answer.text();
    expect(markdown).toMatch(/^## \[1\.5\.0\] - \d{4}-\d{2}-\d{2} \[YANKED\]$/m);
    expect(markdown).toContain("### Added\n\n- **editor:** Layers can be locked");
  });

  await test.step("a channel that nobody follows can be made and deleted, stable cannot", async () => {
    await page.getByRole("link", { name: "Channels" }).click();
    await page.getByRole("button", { name: "Make a channel" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("nightly");
    await page.getByRole("dialog").getByRole("button", { name: "Make the channel" }).click();
    const channels = page.getByRole("table", { name: "Channels" });
    await expect(channels.getByText("nightly", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "More for nightly" }).click();
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the channel" }).click();
    await expect(channels.getByText("nightly", { exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "More for stable" }).click();
    await expect(page.getByRole("menuitem", { name: "Delete…" })).toHaveCount(0);
  });
});
