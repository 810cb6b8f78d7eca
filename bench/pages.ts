import { chromium, type Page } from "playwright";
import type { Figure } from "./lib/figure.ts";
import { ADMIN, startSlipway, type RunningSlipway } from "./lib/slipway.ts";
import { findChromium } from "../scripts/lib/chromium.ts";
import { findFreePort } from "../scripts/lib/postgres.ts";

/** What the first load of the overview costs a browser: compressed JavaScript, and Lighthouse's score on localhost. */
export async function measurePages(): Promise<Figure[]> {
  const executablePath = findChromium() ?? undefined;
  const debuggingPort = await findFreePort();
  const slipway = await startSlipway(null);
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--remote-debugging-port=${debuggingPort}`,
    ],
  });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, slipway);
    const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const overview = await measureScripts(await context.newPage(), `${slipway.url}/`);
    const stranger = await browser.newContext();
    const signInPage = await measureScripts(await stranger.newPage(), `${slipway.url}/sign-in`);
    const score = await measureLighthouse(`${slipway.url}/`, debuggingPort, cookies);
    return [
      {
        id: "overview-javascript",
        what: "Compressed JavaScript of the overview's first load",
        database: "none",
        value: overview / 1000,
        unit: "kB",
        target: { comparison: "atMost", value: 200 },
        reference: { what: "the sign-in page, which has no shell", value: signInPage / 1000 },
      },
      {
        id: "overview-lighthouse",
        what: "Lighthouse performance of the overview, desktop setting",
        database: "none",
        value: score,
        unit: "points",
        target: { comparison: "atLeast", value: 90 },
        reference: null,
      },
    ];
  } finally {
    await browser.close();
    await slipway.stop();
  }
}

async function signIn(page: Page, { url }: RunningSlipway): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/`);
}

/** Bytes of JavaScript as they came over the wire, without headers and without what a browser kept from before. */
async function measureScripts(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  // The live stream never ends, so the network is never idle: the load event is the end of the first load.
  await page.goto(url, { waitUntil: "load" });
  await page.close();
  return bytes;
}

async function measureLighthouse(url: string, port: number, cookie: string): Promise<number> {
  const { default: lighthouse, desktopConfig } = await import("lighthouse");
  const result = await lighthouse(
    url,
    {
      port,
      output: "json",
      onlyCategories: ["performance"],
      extraHeaders: { Cookie: cookie },
      maxWaitForLoad: 20_000,
      logLevel: "error",
    },
    desktopConfig,
  );
  return (result?.lhr.categories.performance?.score ?? 0) * 100;
}
