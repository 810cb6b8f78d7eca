import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface LoadOrder {
  port: number;
  connections: number;
  /** Requests as they are written on the line, one after the other, separated by NUL. */
  requestsFile: string;
  /** Each request is sent once, instead of all of them again and again for a time. */
  once: boolean;
  warmUpMillis: number;
  millis: number;
}

export interface LoadResult {
  answered: number;
  seconds: number;
  perSecond: number;
  p50Millis: number;
  p99Millis: number;
  statuses: Record<string, number>;
}

interface Load {
  port: number;
  requests: readonly string[];
  connections?: number;
  once?: boolean;
  seconds?: number;
}

const WARM_UP_MILLIS = 2_000;

/** Puts a server under load from a process of its own, so that the measuring does not slow what is measured. */
export async function load({ port, requests, connections = 32, once: isOnce = false, seconds = 8 }: Load) {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-load-"));
  try {
    const requestsFile = path.join(folder, "requests");
    await writeFile(requestsFile, requests.join("\0"), "latin1");
    const child = fork(path.join(import.meta.dirname, "load-child.ts"));
    const order: LoadOrder = {
      port,
      connections,
      requestsFile,
      once: isOnce,
      warmUpMillis: WARM_UP_MILLIS,
      millis: seconds * 1000,
    };
    child.send(order);
    const [result] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error("The load generator ended without a result.");
      }),
    ])) as [LoadResult];
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A request as it stands on the line. */
export function toLine(method: string, target: string, headers: Record<string, string>, body = ""): string {
  const all = { host: "127.0.0.1", ...headers, ...(body && { "content-length": String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}
