import type { Summary } from "#lib/simulate/tally.ts";

const REFRESH_MILLIS = 500;
const LINE_MILLIS = 10_000;

/** Shows how a simulation goes: one line that is refreshed on a terminal, a plain line now and then elsewhere. */
export function showProgress(output: NodeJS.WriteStream, read: () => string): { stop(): void } {
  const write = output.isTTY ? () => output.write(`\r\u001b[2K${read()}`) : () => output.write(`${read()}\n`);
  const timer = setInterval(write, output.isTTY ? REFRESH_MILLIS : LINE_MILLIS);
  return {
    stop: () => {
      clearInterval(timer);
      if (output.isTTY) output.write("\r\u001b[2K");
    },
  };
}

export function describeProgress(summary: Summary, requestsPerSecond: number): string {
  const parts = [
    `${summary.devices} devices`,
    `${summary.updating} updating`,
    `${summary.healthy} healthy`,
    `${summary.failed} failed`,
    `${summary.rolledBack} rolled back`,
    summary.silent > 0 ? `${summary.silent} silent` : "",
    `${requestsPerSecond} requests/s`,
    `p95 ${summary.latencyMillis.p95} ms`,
    summary.unreachable > 0 ? `${summary.unreachable} unanswered` : "",
    summary.refused > 0 ? `${summary.refused} refused` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

export function describeSummary(summary: Summary): string {
  const { latencyMillis: latency } = summary;
  return [
    `Simulated ${summary.devices} devices for ${summary.seconds} s, ${summary.offline} of them offline.`,
    `  Updates: ${summary.healthy} healthy, ${summary.failed} failed, ${summary.rolledBack} rolled back, ` +
      `${summary.silent} silent, ${summary.stopped} stopped by the server, ${summary.updating} under way.`,
    `  Requests: ${summary.requests} (${summary.requestsPerSecond}/s), ${summary.unchanged} of them unchanged (304), ` +
      `${summary.clientErrors} refused (4xx), ${summary.serverErrors} failed (5xx), ${summary.unreachable} unanswered.`,
    `  Latency: p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms, longest ${latency.max} ms.`,
  ].join("\n");
}
