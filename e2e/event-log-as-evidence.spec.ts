import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { makeProduct } from "./support/deployments.ts";
import { root } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

test("the event log is filtered, verified, taken away, and proved or disproved elsewhere", async ({
  api,
  adminPage: page,
}) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-evidence-"));
  const at = (name: string) => path.join(folder, name);
  await makeProduct(api, "sextant", "Sextant", ["1.0.0"]);
  await makeProduct(api, "compass", "Compass", ["1.0.0"]);

  await test.step("a filter leaves what it names, in the page and in the address", async () => {
    await page.goto("/events");
    const events = page.getByRole("table", { name: "Events" });
    await page.getByLabel("Product", { exact: true }).selectOption("sextant");
    await expect(page).toHaveURL(/product=/);
    await expect(events.getByText(/Sextant/i).first()).toBeVisible();
    await expect(events.getByText(/Compass/i)).toHaveCount(0);
    await page.getByRole("searchbox", { name: "Search events" }).fill("product_created");
    await expect(page).toHaveURL(/text=product_created/);
    await expect(events.getByRole("row")).toHaveCount(2); // with the heading
  });

  await test.step("what is downloaded is filtered alike", async () => {
    const lines = (await take(page, "These events as JSON Lines", at("sextant.jsonl"))).trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(["product_created"]);
    const table = await take(page, "These events as CSV", at("sextant.csv"));
    expect(table.trim().split("\r\n")).toHaveLength(2);
  });

  await test.step("the server checks the chain and signs its end", async () => {
    await page.goto("/events");
    const integrity = page.getByRole("region", { name: "Integrity" });
    const [signed] = await Promise.all([
      page.waitForEvent("download"),
      integrity.getByRole("button", { name: "Sign and save a checkpoint" }).click(),
    ]);
    expect(signed.suggestedFilename()).toMatch(/^slipway-checkpoint-\d+\.json$/);
    await signed.saveAs(at("checkpoint.json"));
    await integrity.getByRole("button", { name: "Verify now" }).click();
    await expect(integrity.getByText(/^The chain holds: [\d,]+ events checked$/)).toBeVisible();
    await expect(integrity.getByText(/Signed up to event [\d,]+ of [\d,]+/)).toBeVisible();
  });

  const log = await take(page, "The whole log as JSON Lines", at("events.jsonl"));
  await take(page, "Public key", at("key.pem"));
  const files = ["--checkpoints", at("checkpoint.json"), "--public-key", at("key.pem")];

  await test.step("what was taken away is proved without the server", () => {
    const { status, stdout } = verify(at("events.jsonl"), ...files);
    expect(status, stdout).toBe(0);
  });

  await test.step("and disproved where one word is another", async () => {
    await writeFile(at("forged.jsonl"), log.replace('"Sextant"', '"Quadrant"'));
    const { status, stdout } = verify(at("forged.jsonl"), ...files);
    expect(status, stdout).toBe(1);
    expect(stdout).toMatch(/changed|hash/i);
  });

  await rm(folder, { recursive: true, force: true });
});

/** Downloads from the menu of the page, and reads what came. */
async function take(page: Page, what: string, file: string): Promise<string> {
  await page.getByRole("button", { name: "Download" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: what }).click(),
  ]);
  await download.saveAs(file);
  return readFile(file, "utf8");
}

function verify(...args: string[]): { status: number | null; stdout: string } {
  const program = [path.join(root, "bin/slipway.ts"), "audit", "verify", ...args];
  return spawnSync(process.execPath, program, {
    encoding: "utf8",
    env: { NODE_ENV: "production", PATH: process.env.PATH },
  });
}
