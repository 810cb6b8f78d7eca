import { readFileSync } from "node:fs";

const LOOK_MILLIS = 50;

/** Watches a process and tells by how much its memory was larger at most than at the beginning. */
export function watchMemory(pid: number): { stop(): number } {
  const read = () => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  const before = read();
  let largest = before;
  const timer = setInterval(() => {
    largest = Math.max(largest, read());
  }, LOOK_MILLIS);
  return {
    stop: () => {
      clearInterval(timer);
      return largest - before;
    },
  };
}
