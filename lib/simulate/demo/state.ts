import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { newSecret } from "#lib/kernel/crypto.ts";

/** What the demo keeps beside the data, so that the next start goes on where this one ended. */
export interface DemoState {
  /** Given to the server as its bootstrap token. */
  token: string;
  webhookSecret: string;
  /** The image is named after the registry's port, so the port stays if it can; 0 takes any. */
  registryPort: number;
  /** How many versions were pushed after the first. */
  pushes: number;
}

export async function loadDemoState(dataDir: string): Promise<DemoState> {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), "utf8")) as DemoState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { token: newSecret("slp"), webhookSecret: newSecret("demo"), registryPort: 0, pushes: 0 };
  }
}

/** Keeps the state readable for its owner alone: the token in it may do everything. */
export async function saveDemoState(dataDir: string, state: DemoState): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = fileIn(dataDir);
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, "demo.json");
}
