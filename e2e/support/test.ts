import { test as base, type BrowserContext, type Page } from "@playwright/test";
import type { Role } from "#lib/access/rules/scopes.ts";
import { Api } from "#lib/client/api.ts";
import { invite, openSignedIn, type Person } from "./people.ts";
import { waitUntilAlive } from "./page-alive.ts";
import { Registry } from "./registry.ts";
import { administrator, Server } from "./server.ts";

interface PerWorker {
  /** One server for all stories of a worker: a story makes products and devices of its own, with names of its own. */
  server: Server;
  registry: Registry;
  /** Calls the API with every scope. */
  api: Api;
  people: Record<Role, Person>;
}

interface PerStory {
  adminPage: Page;
  approverPage: Page;
  operatorPage: Page;
  viewerPage: Page;
}

export { expect } from "@playwright/test";

export const test = base.extend<PerStory, PerWorker>({
  registry: [
    async ({}, use) => {
      const registry = await Registry.start();
      await use(registry);
      registry.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ registry }, use) => {
      const server = await Server.start({
        SLIPWAY_ADMIN_EMAIL: administrator.email,
        SLIPWAY_ADMIN_PASSWORD: administrator.password,
        SLIPWAY_REGISTRY_INSECURE: registry.host,
        SLIPWAY_OUTBOUND_ALLOW: "127.0.0.0/8",
      });
      await use(server);
      await server.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  api: [async ({ server }, use) => use(new Api(server.url, server.token)), { scope: "worker" }],
  people: [
    async ({ api }, use) => {
      await use({
        admin: administrator,
        approver: await invite(api, "approver"),
        operator: await invite(api, "operator"),
        viewer: await invite(api, "viewer"),
      });
    },
    { scope: "worker" },
  ],

  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    waitUntilAlive(page);
    await use(page);
  },
  adminPage: async ({ browser, server, people }, use) =>
    withPage(await openSignedIn(browser, server.url, people.admin), use),
  approverPage: async ({ browser, server, people }, use) =>
    withPage(await openSignedIn(browser, server.url, people.approver), use),
  operatorPage: async ({ browser, server, people }, use) =>
    withPage(await openSignedIn(browser, server.url, people.operator), use),
  viewerPage: async ({ browser, server, people }, use) =>
    withPage(await openSignedIn(browser, server.url, people.viewer), use),
});

async function withPage(context: BrowserContext, use: (page: Page) => Promise<void>): Promise<void> {
  const page = await context.newPage();
  waitUntilAlive(page);
  await use(page);
  await context.close();
}
