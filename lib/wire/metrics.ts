import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/* One registry per process, although Next and Node each load this module. */
const KEY = Symbol.for("slipway.metrics");

interface Metrics {
  registry: Registry;
  /** Requests since the metrics were last read, by "operation method status": counted on the way of each poll. */
  uncounted: Map<string, number>;
  seconds: Histogram<"operation">;
}

function makeMetrics(): Metrics {
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  const uncounted = new Map<string, number>();
  new Counter({
    name: "slipway_http_requests",
    help: "Requests answered, by operation and status.",
    labelNames: ["operation", "method", "status"],
    registers: [registry],
    collect() {
      for (const [key, count] of uncounted) {
        const [operation = "", method = "", status = ""] = key.split(" ");
        this.inc({ operation, method, status }, count);
      }
      uncounted.clear();
    },
  });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    uncounted,
    seconds: new Histogram({
      name: "slipway_http_request_seconds",
      help: "Time to the first byte of the answer.",
      labelNames: ["operation"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
  };
}

export function metrics(): Metrics {
  const shared = globalThis as typeof globalThis & { [KEY]?: Metrics };
  return (shared[KEY] ??= makeMetrics());
}

export function observeRequest(operation: string, method: string, status: number, seconds: number): void {
  countRequest(operation, method, status);
  timeRequest(operation, seconds);
}

export function countRequest(operation: string, method: string, status: number): void {
  const { uncounted } = metrics();
  const key = `${operation} ${method} ${status}`;
  uncounted.set(key, (uncounted.get(key) ?? 0) + 1);
}

export function timeRequest(operation: string, seconds: number): void {
  metrics().seconds.observe({ operation }, seconds);
}
