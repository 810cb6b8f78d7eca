import { connect } from "node:net";
import { request } from "undici";
import {
  fillPlaceholders,
  parseHostAndPort,
  type HealthCheckConfig,
  type PlaceholderValues,
  type ProbeOutcome,
} from "#lib/rollouts/rules/health-check.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import type { HealthCommand } from "#lib/agent/rules/options.ts";
import { messageOf } from "#lib/agent/trouble.ts";

/** Further tries will not help, for example when the container has ended for good. */
export type Outcome = ProbeOutcome | { kind: "hopeless"; reason: string };
export type Verdict = { kind: "healthy" } | { kind: "unhealthy"; reason: string };

/** What is checked: the parts of a check that differ between containers and files. */
export interface Patient {
  /** Says whether it runs at all. Asked before every other check. */
  isAlive(): Promise<Outcome>;
  /** Looks at a container, by its name or the patient's own. */
  lookAtContainer(name: string | null, expected: "running" | "healthy"): Promise<Outcome>;
  /** The check that the host's operator, or the image, knows. */
  askItself(signal: AbortSignal): Promise<Outcome>;
}

export interface HealthOptions {
  /** Null where the policy leaves it to the device. */
  check: HealthCheckConfig | null;
  patient: Patient;
  values: PlaceholderValues;
  sleep: (millis: number) => Promise<void>;
  onFailure: (reason: string) => void;
}

/** A container that starts slowly is given five minutes by its own HEALTHCHECK; one without it, a few seconds. */
const USUAL_TIMING = { gracePeriodSeconds: 3, intervalSeconds: 5, retries: 60, timeoutSeconds: 30 };
const BODY_BYTES_MAX = 64 * 1024;
const LAST_WORDS_LENGTH_MAX = 300;

/** Checks until it is well, or until the tries are used up. */
export async function checkHealth({ check, patient, values, sleep, onFailure }: HealthOptions): Promise<Verdict> {
  const timing = check ?? USUAL_TIMING;
  await sleep(timing.gracePeriodSeconds * 1000);
  for (let attempt = 1; ; attempt++) {
    const outcome = await probe({ check, patient, values, timeoutSeconds: timing.timeoutSeconds });
    if (outcome.kind === "passed") return { kind: "healthy" };
    if (outcome.kind === "hopeless" || attempt > timing.retries) {
      return { kind: "unhealthy", reason: `Health check failed: ${outcome.reason}` };
    }
    onFailure(outcome.reason);
    await sleep(timing.intervalSeconds * 1000);
  }
}

async function probe({
  check,
  patient,
  values,
  timeoutSeconds,
}: Pick<HealthOptions, "check" | "patient" | "values"> & { timeoutSeconds: number }): Promise<Outcome> {
  const alive = await patient.isAlive();
  if (alive.kind !== "passed") return alive;
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  switch (check?.type) {
    case "http":
    case "tcp": {
      const endpoint = fillPlaceholders(check.endpoint, values);
      if (endpoint === null)
        return { kind: "hopeless", reason: `A placeholder of ${check.endpoint} is not known here.` };
      return check.type === "http" ? probeHttp(endpoint, check, signal) : probeTcp(endpoint, timeoutSeconds * 1000);
    }
    case "container":
      return patient.lookAtContainer(check.container ?? null, check.expectedState);
    case "self":
    case undefined:
      return patient.askItself(signal);
    default:
      return assertNever(check);
  }
}

/** Asks the operator's own command. It knows best how long it takes, within what the policy allows for a try. */
export async function askCommand(
  { command, timeoutSeconds }: Pick<HealthCommand, "command" | "timeoutSeconds">,
  policySignal: AbortSignal,
  run: (signal: AbortSignal) => Promise<{ exitCode: number | null; output: string }>,
): Promise<Outcome> {
  const { exitCode, output } = await run(AbortSignal.any([policySignal, AbortSignal.timeout(timeoutSeconds * 1000)]));
  if (exitCode === 0) return { kind: "passed" };
  const ending = exitCode === null ? "took too long" : `ended with exit code ${exitCode}`;
  const lastWords = output === "" ? "." : `: ${output.slice(-LAST_WORDS_LENGTH_MAX)}`;
  return { kind: "failed", reason: `${command.join(" ")} ${ending}${lastWords}` };
}

async function probeHttp(
  endpoint: string,
  { expectedStatusCode, expectedBody }: { expectedStatusCode: number; expectedBody?: string | undefined },
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const { statusCode, body } = await request(endpoint, { signal, headers: { connection: "close" } });
    const text = await readStart(body);
    if (statusCode !== expectedStatusCode) {
      return { kind: "failed", reason: `GET ${endpoint} answered ${statusCode}, not ${expectedStatusCode}.` };
    }
    if (expectedBody !== undefined && !text.includes(expectedBody)) {
      return { kind: "failed", reason: `What GET ${endpoint} answered does not contain "${expectedBody}".` };
    }
    return { kind: "passed" };
  } catch (error) {
    const why = signal.aborted ? "took too long" : messageOf(error);
    return { kind: "failed", reason: `GET ${endpoint}: ${why}.` };
  }
}

async function readStart(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function probeTcp(endpoint: string, timeoutMillis: number): Promise<Outcome> {
  const address = parseHostAndPort(endpoint);
  if (address === null) return Promise.resolve({ kind: "hopeless", reason: `${endpoint} is no host:port.` });
  return new Promise((resolve) => {
    const socket = connect({
      host: address.host.replace(/^\[(.*)\]$/, "$1"),
      port: address.port,
      timeout: timeoutMillis,
    });
    const end = (outcome: Outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once("connect", () => end({ kind: "passed" }));
    socket.once("timeout", () => end({ kind: "failed", reason: `${endpoint} took too long.` }));
    socket.once("error", (error) => end({ kind: "failed", reason: `${endpoint}: ${messageOf(error)}.` }));
  });
}
