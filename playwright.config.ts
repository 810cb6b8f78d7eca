import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/lib/chromium.ts";

const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  // Each worker runs a server of its own beside its browser: more of them than cores only wait for each other.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 120_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 20_000 },
  outputDir: "test-results",
  use: {
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // Without a graphics card every frame of an animation is painted by the cores that the server needs.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Containers forbid the sandbox and give little shared memory; the pages shown are our own.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
  },
});
