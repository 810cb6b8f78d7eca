import { openSignedIn } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const password = "harbor crane lantern 8";

test("a team member cannot see another team's product", async ({ api, browser, server }) => {
  const create = (path: string, body: unknown) =>
    api.call<{ id: string; token: string }>({ method: "POST", path, body });
  const own = await create("/api/v1/products", { slug: "ferry", name: "Ferry", kind: "firmware" });
  const foreign = await create("/api/v1/products", { slug: "tanker", name: "Tanker", kind: "firmware" });
  const team = await create("/api/v1/teams", { slug: "ferries", name: "Ferries", productIds: [own.id] });
  const email = "finn@example.com";
  const invited = { email, role: "operator", isLimited: true, teamIds: [team.id] };
  const { token } = await create("/api/v1/invitations", invited);

  const stranger = await browser.newPage();
  await test.step("the invitation makes the account", async () => {
    await stranger.goto(`${server.url}/invitation#${token}`);
    await expect(stranger.getByText(email)).toBeVisible();
    await stranger.getByLabel("Name").fill("Finn");
    await stranger.getByLabel("Password", { exact: true }).fill(password);
    await stranger.getByRole("button", { name: /Make the account/ }).click();
    await expect(stranger.getByRole("button", { name: "Account of Finn" })).toBeVisible();
    await stranger.close();
  });

  const context = await openSignedIn(browser, server.url, { email, password });
  const page = await context.newPage();
  await test.step("the list shows the team's product alone", async () => {
    await page.goto("/products");
    await expect(page.getByText("Ferry").first()).toBeVisible();
    await expect(page.getByText("Tanker")).toHaveCount(0);
  });

  await test.step("the address of the other one leads nowhere, by slug and by id", async () => {
    for (const name of ["tanker", foreign.id]) {
      await page.goto(`/products/${name}`);
      await expect(page.getByText(/There is no such/)).toBeVisible();
      await expect(page.getByText("Tanker")).toHaveCount(0);
    }
    const answer = await page.request.get(`/api/v1/products/${foreign.id}`);
    expect(answer.status()).toBe(404);
  });

  await test.step("nor are there pages about the whole house", async () => {
    await page.goto("/users");
    await expect(page.getByText(/There is no such/)).toBeVisible();
    await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
  });
  await context.close();
});
