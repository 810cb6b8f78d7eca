import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { sha256 } from "#lib/kernel/crypto.ts";
import type { DeviceIdentity } from "#lib/simulate/device.ts";

/**
 * Names the file that keeps the devices of a fleet on one server. Their tokens are shown once, so a later run can go
 * on with the same devices only if they were kept.
 */
export function stateFileFor(folder: string, url: string, fleet: string): string {
  const server = sha256(new URL(url).origin).toString("hex").slice(0, 8);
  return path.join(folder, `${fleet.replaceAll(/[^\w.-]+/g, "-")}-${server}.json`);
}

export async function loadDevices(file: string): Promise<DeviceIdentity[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "[]";
    throw error;
  });
  return JSON.parse(text) as DeviceIdentity[];
}

/** Replaces the file as a whole, so that a run that is killed leaves the old or the new one and never half of it. */
export async function saveDevices(file: string, devices: readonly DeviceIdentity[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(devices), { mode: 0o600 });
  await rename(draft, file);
}
