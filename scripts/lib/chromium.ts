import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { root, say } from "./project.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Finds a Chromium or Chrome: the one that SLIPWAY_CHROMIUM names, an installed one, or Playwright's own. */
export function findChromium(): string | null {
  const given = process.env.SLIPWAY_CHROMIUM;
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const candidates = [...(given ? [given] : []), ...onPath, ...PLACES, chromium.executablePath()];
  return candidates.find((file) => existsSync(file)) ?? null;
}

/** Finds a browser or gets one: Playwright's download where it can be reached, else Debian's package. */
export function provideChromium(): string | null {
  return findChromium() ?? downloadChromium() ?? installPackage();
}

function downloadChromium(): string | null {
  say("No Chromium is installed: trying Playwright's download …");
  const cli = path.join(root, "node_modules/@playwright/test/cli.js");
  if (!succeeds(process.execPath, [cli, "install", "chromium"])) return null;
  return findChromium();
}

function installPackage(): string | null {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  say("Playwright's download failed: trying Debian's package chromium …");
  const isInstalled =
    succeeds("apt-get", ["update", "-qq"]) &&
    succeeds("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  return isInstalled ? findChromium() : null;
}

function succeeds(program: string, args: string[]): boolean {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync(program, args, { env, stdio: ["ignore", "ignore", "inherit"], timeout: 5 * 60_000 });
    return true;
  } catch {
    return false; // The next way of getting a browser is tried; if all fail, the caller says so.
  }
}
