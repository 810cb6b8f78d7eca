import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Api } from "#lib/client/api.ts";
import { OIDC_CLIENT, startOidcProvider, type TestOidcProvider } from "#lib/testing/oidc-provider.ts";
import { administrator, Server } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

/** The provider must know where people are sent back to before the server runs there. */
async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

test.describe("Single sign-on", () => {
  let server: Server;
  let provider: TestOidcProvider;
  test.beforeAll(async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    provider = await startOidcProvider(`${url}/api/auth/callback/oidc`);
    server = await Server.start({
      PORT: String(port),
      SLIPWAY_PUBLIC_URL: url,
      SLIPWAY_ADMIN_EMAIL: administrator.email,
      SLIPWAY_ADMIN_PASSWORD: administrator.password,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.clientId,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.clientSecret,
      OIDC_NAME: "Harbor ID",
    });
  });
  test.afterAll(async () => {
    await server.remove();
    await provider.close();
  });

  test("lets an invited person in, tells a stranger why not, and its session can be ended", async ({ page }) => {
    const api = new Api(server.url, server.token);
    await api.call({
      method: "POST",
      path: "/api/v1/invitations",
      body: { email: "ida@example.com", role: "operator" },
    });
    provider.accounts.set("stranger", { email: "stranger@example.com", email_verified: true });
    provider.accounts.set("ida", { email: "ida@example.com", email_verified: true, name: "Ida" });

    const goThere = async (login: string) => {
      await page.goto(`${server.url}/rollouts`);
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
      await page.goto(`${server.url}/account`);
      await expect(page.getByRole("table", { name: "Sessions" })).toContainText("single sign-on");
      const { items } = await api.call<{ items: { id: string; email: string }[] }>({
        method: "GET",
        path: "/api/v1/users",
      });
      const ida = items.find(({ email }) => email === "ida@example.com");
      await api.call({ method: "DELETE", path: `/api/v1/users/${ida!.id}/sessions` });
      await page.goto(`${server.url}/account`);
      await expect(page).toHaveURL(/\/sign-in/);
    });
  });
});
