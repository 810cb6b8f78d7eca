import type { Context } from "#lib/kernel/context.ts";
import { guardedConnect } from "#lib/outbound/guarded-connect.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";
import {
  fillPlaceholders,
  parseHostAndPort,
  type PlaceholderValues,
  type ProbeOutcome,
  type ServerCheck,
} from "#lib/rollouts/rules/health-check.ts";

/** A health page is short; the text that is looked for stands near its beginning. */
const BODY_BYTES_MAX = 64 * 1024;

/** Asks a device how it is. Trouble on the way is an outcome, never an error. */
export async function probe(
  ctx: Pick<Context, "config">,
  check: ServerCheck,
  values: PlaceholderValues,
): Promise<ProbeOutcome> {
  const endpoint = fillPlaceholders(check.endpoint, values);
  if (endpoint === null) return failed("The device's address is not known yet.");
  const timeoutMillis = check.timeoutSeconds * 1000;
  if (check.type === "tcp") return probeTcp(ctx, endpoint, timeoutMillis);
  return probeHttp(ctx, check, endpoint, timeoutMillis);
}

async function probeHttp(
  ctx: Pick<Context, "config">,
  check: Extract<ServerCheck, { type: "http" }>,
  url: string,
  timeoutMillis: number,
): Promise<ProbeOutcome> {
  const outcome = await guardedFetch(ctx.config, { url, timeoutMillis, responseBytesMax: BODY_BYTES_MAX });
  if (outcome.kind !== "answer") return failed(outcome.reason);
  if (outcome.status !== check.expectedStatusCode) {
    return failed(`It answered ${outcome.status} instead of ${check.expectedStatusCode}.`);
  }
  if (check.expectedBody !== undefined && !outcome.body.toString("utf8").includes(check.expectedBody)) {
    return failed("Its answer does not hold the expected text.");
  }
  return { kind: "passed" };
}

async function probeTcp(ctx: Pick<Context, "config">, endpoint: string, timeoutMillis: number): Promise<ProbeOutcome> {
  const target = parseHostAndPort(endpoint);
  if (target === null) return failed("The endpoint is no host and port.");
  const outcome = await guardedConnect(ctx.config, { ...target, timeoutMillis });
  return outcome.kind === "connected" ? { kind: "passed" } : failed(outcome.reason);
}

function failed(reason: string): ProbeOutcome {
  return { kind: "failed", reason };
}
