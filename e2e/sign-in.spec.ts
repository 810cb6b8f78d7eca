import type { Page } from "@playwright/test";
import { Server } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test.describe("First run", () => {
  let server: Server;
  test.beforeAll(async () => {
    server = await Server.start();
  });
  test.afterAll(() => server.remove());

  test("the printed link makes the first administrator, once", async ({ page, browser }) => {
    const link = /http:\S+\/setup#\S+/.exec(server.output)?.[0];
    expect(link, "the start prints a set-up link").toBeDefined();

    await test.step("without it, every page leads to the explanation where to find it", async () => {
      await page.goto(server.url);
      await expect(page).toHaveURL(/\/setup/);
      await expect(page.getByLabel("Set-up link")).toBeVisible();
    });

    await test.step("a short password is refused with what would be right", async () => {
      await page.goto(link!);
      await page.getByLabel("Name").fill("Ada");
      await page.getByLabel("E-mail").fill("ada@example.com");
      await page.getByLabel("Password", { exact: true }).fill("short");
      await page.getByRole("button", { name: /Make the administrator/ }).click();
      await expect(page).toHaveURL(/\/setup/);
    });

    await test.step("a good one signs her in", async () => {
      await page.getByLabel("Password", { exact: true }).fill("harbor crane lantern 7");
      await page.getByRole("button", { name: /Make the administrator/ }).click();
      await expect(page).toHaveURL(`${server.url}/`);
      await expect(page.getByRole("button", { name: "Account of Ada" })).toBeVisible();
    });

    await test.step("the link has done its work", async () => {
      const stranger = await browser.newPage();
      await stranger.goto(link!);
      await stranger.getByLabel("Password", { exact: true }).fill("another long password 8");
      await stranger.getByRole("button", { name: /sign in/i }).click();
      await expect(stranger.getByRole("alert").first()).toBeVisible();
      await stranger.close();
    });
  });
});

test.describe("Sign-in", () => {
  test("a wrong password is refused, the right one leads to the page that was asked for", async ({ page, people }) => {
    await page.goto("/devices");
    await expect(page).toHaveURL(/\/sign-in/);

    await signIn(page, people.operator.email, "not the password at all");
    await expect(page.getByText("The address or the password is not right")).toBeVisible();

    await signIn(page, people.operator.email, people.operator.password);
    await expect(page).toHaveURL(/\/devices/);
    await expect(page.getByRole("heading", { name: "Devices" })).toBeVisible();
  });

  test("after signing out, the pages are closed again", async ({ operatorPage: page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: /account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByText("You are signed out.")).toBeVisible();

    await page.goto("/rollouts");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("a person whose account is closed is signed out at once", async ({ api, viewerPage: page, people }) => {
    await page.goto("/");
    await expect(page.getByRole("button", { name: /account of/ })).toBeVisible();

    const { items } = await api.call<{ items: { id: string; email: string }[] }>({
      method: "GET",
      path: "/api/v1/users",
    });
    const viewer = items.find(({ email }) => email === people.viewer.email);
    await api.call({ method: "PATCH", path: `/api/v1/users/${viewer!.id}`, body: { disabled: true } });
    // In a tab of its own: the open page leaves for the sign-in by itself, which would cut short where we send it.
    const tab = await page.context().newPage();
    await tab.goto("/rollouts");
    await expect(tab).toHaveURL(/\/sign-in/);
    await api.call({ method: "PATCH", path: `/api/v1/users/${viewer!.id}`, body: { disabled: false } });
  });
});
