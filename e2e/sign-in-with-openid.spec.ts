import { OIDC_CLIENT, startOidcProvider, type TestOidcProvider } from "#lib/testing/oidc-provider.ts";
import { administrator, findFreePort, Server } from "./support/server.ts";
import { expect, test as stories } from "./support/test.ts";

interface PerWorker {
  provider: TestOidcProvider;
  port: number;
}

/** The server of these stories knows a provider, which must know where people are sent back to before it runs there. */
const test = stories.extend<object, PerWorker>({
  port: [async ({}, use) => use(await findFreePort()), { scope: "worker" }],
  provider: [
    async ({ port }, use) => {
      const provider = await startOidcProvider(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ port, provider }, use) => {
      const server = await Server.start({
        PORT: String(port),
        SLIPWAY_ADMIN_EMAIL: administrator.email,
        SLIPWAY_ADMIN_PASSWORD: administrator.password,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: OIDC_CLIENT.clientId,
        OIDC_CLIENT_SECRET: OIDC_CLIENT.clientSecret,
        OIDC_NAME: "Harbor ID",
      });
      await use(server);
      await server.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test("single sign-on lets an invited person in and tells a stranger why not, and its session can be ended", async ({
  page,
  api,
  server,
  provider,
}) => {
  await api.call({
    method: "POST",
    path: "/api/v1/invitations",
    body: { email: "ida@example.com", role: "operator" },
  });
  provider.accounts.set("stranger", { email: "stranger@example.com", email_verified: true });
  provider.accounts.set("ida", { email: "ida@example.com", email_verified: true, name: "Ida" });

  const goThere = async (login: string) => {
    await page.goto("/rollouts");
    await page.getByRole("button", { name: "Sign in with Harbor ID" }).click();
    await page.waitForURL((url) => url.origin === provider.issuer);
    await page.locator('input[name="login"]').fill(login);
    await page.locator('input[name="password"]').fill("any");
    await page.getByRole("button", { name: /sign-in/i }).click();
    await page.getByRole("button", { name: /continue/i }).click();
    await page.waitForURL((url) => url.origin === server.url);
  };

  await test.step("a stranger is told that there is no account", async () => {
    await goThere("stranger");
    await expect(page.getByText("You have no account here")).toBeVisible();
    await page.context().clearCookies();
  });

  await test.step("the invited person comes to the page that was asked for", async () => {
    await goThere("ida");
    await expect(page).toHaveURL(`${server.url}/rollouts`);
    await expect(page.getByRole("button", { name: "Account of Ida" })).toBeVisible();
  });

  await test.step("the session is listed, and ended by an administrator it is over", async () => {
    await page.goto("/account");
    await expect(page.getByRole("table", { name: "Sessions" })).toContainText("single sign-on");
    const { items } = await api.call<{ items: { id: string; email: string }[] }>({
      method: "GET",
      path: "/api/v1/users",
    });
    const ida = items.find(({ email }) => email === "ida@example.com");
    await api.call({ method: "DELETE", path: `/api/v1/users/${ida!.id}/sessions` });
    await page.goto("/account");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
