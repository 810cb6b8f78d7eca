import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { Api } from "#lib/client/api.ts";
import { makeOneOfEach } from "./support/one-of-each.ts";
import { waitUntilAlive } from "./support/page-alive.ts";
import { invite, openSignedIn } from "./support/people.ts";
import { administrator, root, Server } from "./support/server.ts";

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 800 };

/** How Next marks in a page what it could not make: by a number, or by the refusal in words of our own. */
const FAILURE_MARKS = /data-dgst="([^"]+)"/g;

/** The routes of all pages, as the folders of app/ name them: /products/[productId] and the like. */
function listRoutes(): string[] {
  const folder = path.join(root, "app");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).split(path.sep))
    .map((parts) => `/${parts.filter((part) => !part.startsWith("(") && part !== ".").join("/")}`)
    .sort();
}

/** The same, of something that there is. */
function addressOf(route: string, ids: Readonly<Record<string, string>>): string {
  return route.replace(/\[(\w+)\]/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${route} needs a ${name}: let one-of-each.ts make one.`);
    return id;
  });
}

/** Opens a page, wide and narrow, and says what is wrong with it. */
async function faultsOf(page: Page, address: string): Promise<string[]> {
  const faults: string[] = [];
  const note = (error: Error) => faults.push(error.message);
  page.on("pageerror", note);
  await page.setViewportSize(WIDE);
  const response = await page.goto(address);
  const headings = await page.getByRole("heading", { level: 1 }).allTextContents();
  await page.setViewportSize(NARROW);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  page.off("pageerror", note);
  if (response?.status() !== 200) faults.push(`It is answered with ${response?.status()}.`);
  if (headings.length !== 1) faults.push(`It has ${headings.length} headings of the first level.`);
  if (headings.includes("This page could not be shown")) faults.push("It could not be shown.");
  if (width > NARROW.width) faults.push(`It is ${width} pixels wide on a screen of ${NARROW.width}.`);
  return faults;
}

/** A server of its own: what stands on it would be in the way of other stories. */
let server: Server;
test.beforeAll(async () => {
  server = await Server.start({
    SLIPWAY_ADMIN_EMAIL: administrator.email,
    SLIPWAY_ADMIN_PASSWORD: administrator.password,
    SLIPWAY_OUTBOUND_ALLOW: "127.0.0.0/8",
  });
});
test.afterAll(() => server.remove());

test("every page shows what there is, and to those who may not see it that they may not", async ({ browser }) => {
  test.setTimeout(600_000);
  const api = new Api(server.url, server.token);
  const ids = await test.step("there is one of each thing", () => makeOneOfEach(api, server));
  const addresses = listRoutes().map((route) => addressOf(route, ids));

  await test.step("to an administrator", async () => {
    const context = await openSignedIn(browser, server.url, administrator);
    const page = await context.newPage();
    waitUntilAlive(page);
    for (const address of addresses) expect.soft(await faultsOf(page, address), address).toEqual([]);
    await context.close();
  });

  await test.step("to a viewer", async () => {
    const context = await openSignedIn(browser, server.url, await invite(api, "viewer"));
    const marks: string[] = [];
    for (const address of addresses) {
      const answer = await context.request.get(address);
      expect.soft(answer.status(), address).toBe(200);
      for (const [, mark = ""] of (await answer.text()).matchAll(FAILURE_MARKS)) {
        marks.push(mark);
        expect.soft(mark, address).toMatch(/^slipway:/);
      }
    }
    expect(marks.length, "pages that a viewer may not see").toBeGreaterThan(5);
    await context.close();
  });
});
