import { chromium, type Page } from "playwright";
import type { Api } from "#lib/client/api.ts";
import { findChromium } from "../scripts/lib/chromium.ts";
import type { Figure } from "./lib/figure.ts";
import { ADMIN, startSlipway, type RunningSlipway } from "./lib/slipway.ts";

const ITEMS = 1_000;
const PRODUCTS = 20;
const AT_ONCE = 8;
const HOUR = 3_600_000;
const SECONDS = 4;

/** How smoothly a timeline of a thousand deployments pans, beside the same page while nothing moves. */
export async function measureTimeline(scale: number): Promise<Figure[]> {
  const slipway = await startSlipway(null);
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const items = Math.max(10, Math.round(ITEMS * scale));
    await fillLine(slipway.api, items);
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
    await signIn(page, slipway);
    await page.goto(`${slipway.url}/queue/timeline`);
    await page.getByRole("button", { name: "7 days" }).click();
    const idle = await countFrames(page, 0);
    const panning = await countFrames(page, 24);
    return [
      {
        id: "timeline-frames",
        what: `Frames while panning a timeline of ${items} deployments`,
        database: "none",
        value: panning.perSecond,
        unit: "frames/s",
        // A screen of 60 Hz shows 60, less what the ends of the measurement cut off.
        target: { comparison: "atLeast", value: 59 },
        reference: { what: "the same page at rest", value: idle.perSecond },
      },
      {
        id: "timeline-slowest-frame",
        what: "The slowest of a hundred frames (p99) meanwhile",
        database: "none",
        value: panning.p99Millis,
        unit: "ms",
        target: null,
        reference: { what: "the same page at rest", value: idle.p99Millis },
      },
    ];
  } finally {
    await browser.close();
    await slipway.stop();
  }
}

/** Deployments of several products, spread over the week that the page shows, under a window and a freeze. */
async function fillLine(api: Api, items: number): Promise<void> {
  const post = (path: string, body: unknown) => api.call<{ id: string }>({ method: "POST", path, body });
  await post("/api/v1/devices", { name: "one" });
  await post("/api/v1/environments", { slug: "bench", name: "Bench" });
  const stages = [{ name: "rest", kind: "wait", config: { minutes: 1 } }];
  await post("/api/deployments/templates", { definition: { slipway: 1, slug: "rest", name: "Rest", stages } });
  const daily = { recurrence: { kind: "rrule", value: "FREQ=DAILY" }, startsAt: "2026-01-01T20:00", timeZone: "UTC" };
  await post("/api/v1/calendar/rules", { ...daily, kind: "window", name: "Nights", durationMinutes: 600 });
  await post("/api/v1/calendar/rules", { ...daily, kind: "freeze", name: "Backup", durationMinutes: 60 });
  for (let index = 0; index < PRODUCTS; index++) {
    const slug = `product-${index}`;
    const image = `registry.example.com/bench/${slug}`;
    await post("/api/v1/products", { slug, name: `Product ${index}`, kind: "image", image });
    const digest = `sha256:${String(index).padStart(64, "0")}`;
    await post("/api/distribution/versions", { productId: slug, version: "1.0.0", digest });
  }
  const begin = Date.now() + HOUR;
  const left = Array.from({ length: items }, (_, index) => index);
  const work = async () => {
    for (let index = left.pop(); index !== undefined; index = left.pop()) {
      await post("/api/deployments", {
        template: "rest",
        product: `product-${index % PRODUCTS}`,
        version: "1.0.0",
        environment: "bench",
        scheduledAt: new Date(begin + (index / items) * 7 * 24 * HOUR).toISOString(),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function signIn(page: Page, { url }: RunningSlipway): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/`);
}

interface Frames {
  perSecond: number;
  p99Millis: number;
}

/** Turns the wheel by so much in each frame, to and fro, and notes when each frame comes. */
function countFrames(page: Page, pixels: number): Promise<Frames> {
  return page.locator("canvas[role=application]").evaluate(
    (canvas, { pixels: step, seconds }) =>
      new Promise<{ perSecond: number; p99Millis: number }>((resolve) => {
        const times: number[] = [];
        const onFrame = (time: number) => {
          times.push(time);
          const elapsed = time - (times[0] ?? time);
          if (elapsed < seconds * 1_000) {
            const deltaX = Math.floor(elapsed / 1_000) % 2 === 0 ? step : -step;
            if (step > 0) canvas.dispatchEvent(new WheelEvent("wheel", { deltaX, cancelable: true }));
            requestAnimationFrame(onFrame);
            return;
          }
          const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
          const sorted = gaps.toSorted((a, b) => a - b);
          resolve({
            perSecond: (gaps.length / elapsed) * 1_000,
            p99Millis: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
          });
        };
        requestAnimationFrame(onFrame);
      }),
    { pixels, seconds: SECONDS },
  );
}
