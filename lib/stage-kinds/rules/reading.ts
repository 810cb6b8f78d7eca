// Which number does the answer of a metric's source hold?
import { parsePath, readPath } from "#lib/stage-kinds/rules/path.ts";

export type Reading =
  | { kind: "number"; value: number }
  /** The source is well, and has nothing to say: no samples, or a division by zero. */
  | { kind: "nothing"; why: string }
  /** The source is not well, or does not say what was asked. */
  | { kind: "error"; why: string };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SHOWN_LENGTH_MAX = 100;

/** Reads the answer to an instant query of Prometheus: a scalar, or a vector of one sample. */
export function readPrometheus(status: number, text: string): Reading {
  const document = parse(text);
  if (!isRecord(document)) return error(status >= 200 && status < 300 ? "the answer is no JSON" : `answered ${status}`);
  if (document.status === "error") {
    return error(`${shorten(document.errorType)}: ${shorten(document.error)}`);
  }
  if (status < 200 || status >= 300) return error(`answered ${status}`);
  const { data } = document;
  if (document.status !== "success" || !isRecord(data)) return error("the answer is not one of Prometheus");
  switch (data.resultType) {
    case "scalar":
      return readSample(data.result);
    case "vector":
      return readVector(data.result);
    default:
      return error(`the query answers with a ${shorten(data.resultType)}, and one number is needed`);
  }
}

function readVector(result: unknown): Reading {
  if (!Array.isArray(result)) return error("the answer is not one of Prometheus");
  if (result.length === 0) return { kind: "nothing", why: "the query found no samples" };
  if (result.length > 1) {
    return error(`the query answers with ${result.length} series, and one number is needed: sum them up, say`);
  }
  const sample: unknown = result[0];
  if (isRecord(sample) && "histogram" in sample) return error("the query answers with a histogram, not with a number");
  return readSample(isRecord(sample) ? sample.value : undefined);
}

/** A sample is [seconds, "number"]. */
function readSample(sample: unknown): Reading {
  const text: unknown = Array.isArray(sample) ? sample[1] : undefined;
  if (typeof text !== "string") return error("the answer is not one of Prometheus");
  if (/^(NaN|[+-]?Inf)$/.test(text)) return { kind: "nothing", why: `the value is ${text}` };
  return NUMBER.test(text) ? toReading(Number(text)) : error(`"${shorten(text)}" is no number`);
}

/** Reads a number at a place of a JSON answer. Texts are no numbers, also where they look like one. */
export function readJsonNumber(status: number, text: string, place: string): Reading {
  if (status < 200 || status >= 300) return error(`answered ${status}`);
  const path = parsePath(place);
  if (path === null) return error(`${place} is no path`);
  const document = parse(text);
  if (document === undefined) return error("the answer is no JSON");
  const value = readPath(document, path);
  if (typeof value === "number") return toReading(value);
  if (value === null) return { kind: "nothing", why: `${place} is null` };
  return error(value === undefined ? `there is no ${place}` : `${place} is ${nameType(value)}, not a number`);
}

function toReading(value: number): Reading {
  return Number.isFinite(value)
    ? { kind: "number", value }
    : { kind: "nothing", why: "the value is beyond all numbers" };
}

function nameType(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "a text";
  return typeof value === "boolean" ? "true or false" : "an object";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function error(why: string): Reading {
  return { kind: "error", why };
}

function shorten(value: unknown): string {
  const text = typeof value === "string" ? value : "something else";
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}
