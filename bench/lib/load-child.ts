// Sends requests over kept connections as fast as they are answered, in a process of its own, and tells how it went.
import { connect, type Socket } from "node:net";
import { readFileSync } from "node:fs";
import type { LoadOrder, LoadResult } from "./load.ts";

/** Latencies are counted in steps of 20 microseconds up to two seconds. */
const STEP_MILLIS = 0.02;
const STEPS = 100_000;
const HEADER_END = Buffer.from("\r\n\r\n");

process.once("message", (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(order: LoadOrder): Promise<LoadResult> {
  const requests = readFileSync(order.requestsFile, "latin1").split("\0").filter(Boolean);
  const steps = new Uint32Array(STEPS + 1);
  const statuses = new Map<number, number>();
  let next = 0;
  let isCounting = false;
  let isOver = false;
  let answered = 0;

  const serve = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0;
      let pending: Buffer = Buffer.alloc(0);
      const send = () => {
        if (isOver || (order.once && next >= requests.length)) {
          socket.destroy();
          return resolve();
        }
        sentAt = performance.now();
        socket.write(requests[next++ % requests.length] ?? "", "latin1");
      };
      socket.setNoDelay(true);
      socket.on("error", reject);
      socket.on("data", (chunk: Buffer) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const status = takeAnswer(pending);
        if (status === null) return;
        pending = Buffer.alloc(0);
        if (isCounting) {
          const step = Math.min(STEPS, Math.floor((performance.now() - sentAt) / STEP_MILLIS));
          steps[step] = (steps[step] ?? 0) + 1;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          answered++;
        }
        send();
      });
      send();
    });

  const sockets = await Promise.all(Array.from({ length: order.connections }, () => open(order.port)));
  isCounting = order.once;
  const done = Promise.all(sockets.map(serve));
  let startedAt = performance.now();
  if (!order.once) {
    await sleep(order.warmUpMillis);
    isCounting = true;
    startedAt = performance.now();
    await sleep(order.millis);
    isOver = true;
  } else await done;
  const seconds = (performance.now() - startedAt) / 1000;
  await done;
  return {
    answered,
    seconds,
    perSecond: answered / seconds,
    p50Millis: percentile(steps, answered, 0.5),
    p99Millis: percentile(steps, answered, 0.99),
    statuses: Object.fromEntries(statuses),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** The status of an answer that is there as a whole; null while some of it is missing. One answer at a time is under way. */
function takeAnswer(bytes: Buffer): number | null {
  const end = bytes.indexOf(HEADER_END);
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  if (status === 304) return status;
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  return length === undefined || bytes.length >= end + HEADER_END.length + Number(length) ? status : null;
}

function percentile(steps: Uint32Array, count: number, share: number): number {
  let left = count * share;
  for (const [step, times] of steps.entries()) {
    left -= times;
    if (left <= 0) return (step + 1) * STEP_MILLIS;
  }
  return STEPS * STEP_MILLIS;
}
