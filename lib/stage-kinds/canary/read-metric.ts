import { guardedFetch, type OutboundRequest } from "#lib/outbound/guarded-fetch.ts";
import type { StageCall } from "#lib/stage-kinds/call.ts";
import { measure, type Measurement } from "#lib/stage-kinds/rules/analysis.ts";
import { excerpt } from "#lib/stage-kinds/rules/hide.ts";
import { readJsonNumber, readPrometheus, type Reading } from "#lib/stage-kinds/rules/reading.ts";
import type { MetricConfig } from "#lib/templates/rules/stage-kinds.ts";

type Call = Pick<StageCall<"canary">, "ctx" | "turn" | "secrets">;
type Source<Type extends MetricConfig["source"]["type"]> = Extract<MetricConfig["source"], { type: Type }>;

const TIMEOUT_MILLIS = 10_000;

/** Asks a metric's source once. Whatever is wrong with it is a measurement too; only a call that is called off throws. */
export async function takeMeasurement(call: Call, config: MetricConfig): Promise<Measurement> {
  const [value, sample] = await read(call, config.source);
  const measurement = measure(value, sample, config, call.turn.now);
  return { ...measurement, why: measurement.why && excerpt(measurement.why, call.secrets) };
}

/** The value, and the size of the sample where the source tells it. */
function read(call: Call, source: MetricConfig["source"]): Promise<[Reading, Reading | null]> {
  return source.type === "prometheus" ? readQueries(call, source) : readDocument(call, source);
}

function readQueries(call: Call, source: Source<"prometheus">): Promise<[Reading, Reading | null]> {
  const { query, sampleQuery } = source;
  return Promise.all([ask(call, source, query), sampleQuery === undefined ? null : ask(call, source, sampleQuery)]);
}

/** By POST, since a query may be longer than an address can be. */
function ask(call: Call, { address, headers }: Source<"prometheus">, query: string): Promise<Reading> {
  const wanted = {
    url: `${address.replace(/\/+$/, "")}/api/v1/query`,
    method: "POST" as const,
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ query }).toString(),
  };
  return fetchAndRead(call, wanted, readPrometheus);
}

async function readDocument(call: Call, source: Source<"json">): Promise<[Reading, Reading | null]> {
  const { url, headers, path, samplePath } = source;
  let sample: Reading | null = null;
  const value = await fetchAndRead(call, { url, headers: { ...headers } }, (status, text) => {
    if (samplePath !== undefined) sample = readJsonNumber(status, text, samplePath);
    return readJsonNumber(status, text, path);
  });
  return [value, sample];
}

async function fetchAndRead(
  { ctx, turn }: Call,
  wanted: OutboundRequest & { headers: Record<string, string> },
  readAnswer: (status: number, text: string) => Reading,
): Promise<Reading> {
  const outcome = await guardedFetch(ctx.config, {
    ...wanted,
    headers: { "user-agent": "slipway", accept: "application/json", ...wanted.headers },
    timeoutMillis: TIMEOUT_MILLIS,
    redirect: "answer",
    freshConnection: true,
    signal: turn.signal,
  });
  if (outcome.kind === "answer") return readAnswer(outcome.status, outcome.body.toString("utf8"));
  turn.signal.throwIfAborted();
  return { kind: "error", why: outcome.reason };
}
