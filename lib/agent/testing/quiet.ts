import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Log } from "#lib/agent/log.ts";

export const quietLog: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

export function aFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "slipway-agent-"));
}
