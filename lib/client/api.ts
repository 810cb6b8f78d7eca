import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { request, type Dispatcher } from "undici";

/** An answer of the server that says no, as a sentence for people. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string | null;

  constructor(message: string, status: number, code: string | null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ApiCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** A body that must be sent byte by byte, such as a signed one; its content type stands in the headers. */
  rawBody?: string | Uint8Array;
  headers?: Record<string, string>;
  /** How long to wait for an answer, and for each next piece of it. */
  timeoutMillis?: number;
}

interface Problem {
  detail?: string;
  title?: string;
  code?: string;
  errors?: { path: string; message: string }[];
  allowedStates?: string[];
}

const TIMEOUT_MILLIS = 30_000;
const PAUSE_MILLIS_MAX = 15_000;

/**
 * Calls Slipway's API with a token. With more than one try, what is limited or away for a moment is tried again, if it
 * may be repeated. A signal ends calls and pauses with an AbortError.
 */
export class Api {
  readonly url: string;
  readonly #token: string | null;
  readonly #triesMax: number;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, token: string | null, options: { triesMax?: number; signal?: AbortSignal } = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#token = token;
    this.#triesMax = options.triesMax ?? 1;
    this.#signal = options.signal;
  }

  async call<Body>(call: ApiCall): Promise<Body> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#try<Body>(call);
      } catch (error) {
        if (attempt >= this.#triesMax || !mayRepeat(call, error)) throw error;
        await sleep(Math.min(PAUSE_MILLIS_MAX, 500 * 2 ** attempt), undefined, { signal: this.#signal });
      }
    }
  }

  /** Opens an answer that is too long to be held. Who takes it reads it to its end, or destroys it. */
  async open(call: ApiCall): Promise<Readable> {
    const { statusCode, body } = await this.#send(call);
    if (statusCode >= 400) throw toApiError(statusCode, await this.#read(body));
    return body;
  }

  async #try<Body>(call: ApiCall): Promise<Body> {
    const { statusCode, body } = await this.#send(call);
    const text = await this.#read(body);
    if (statusCode >= 400) throw toApiError(statusCode, text);
    return (text === "" ? undefined : parseAnswer(text, this.url)) as Body;
  }

  async #send(call: ApiCall): Promise<Dispatcher.ResponseData> {
    const address = new URL(this.url + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    return request(address, {
      method: call.method,
      headers: {
        ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
        ...(call.body !== undefined && { "content-type": "application/json" }),
        ...call.headers,
      },
      body: call.rawBody ?? (call.body === undefined ? null : JSON.stringify(call.body)),
      headersTimeout: call.timeoutMillis ?? TIMEOUT_MILLIS,
      bodyTimeout: call.timeoutMillis ?? TIMEOUT_MILLIS,
      signal: this.#signal,
    }).catch((error: unknown) => {
      this.#signal?.throwIfAborted();
      throw new ApiError(`${this.url} cannot be reached: ${reasonOf(error)}.`, 0, null);
    });
  }

  async #read(body: Dispatcher.ResponseData["body"]): Promise<string> {
    return body.text().catch((error: unknown) => {
      this.#signal?.throwIfAborted();
      throw new ApiError(`${this.url} broke off its answer: ${reasonOf(error)}.`, 0, null);
    });
  }
}

/** Reads only: everything may be repeated. Writes: only what the server has certainly not done, or does once. */
function mayRepeat(call: ApiCall, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const isHarmless = call.method === "GET" || call.headers?.["idempotency-key"] !== undefined;
  return isTemporary(error) && (isHarmless || error.status === 429);
}

/** No answer, too many calls, or a server that is restarting, or one in front of it that does not reach it. */
export function isTemporary({ status }: ApiError): boolean {
  return status === 0 || status === 429 || status >= 502;
}

/** Makes one sentence of a refusal, whatever its body looks like. */
export function toApiError(status: number, text: string): ApiError {
  const problem = readProblem(text);
  const faults = (problem.errors ?? []).map(({ path, message }) => (path ? `${path}: ${message}` : message));
  const detail = problem.detail ?? problem.title ?? `The server answered ${status}.`;
  const states = problem.allowedStates ?? [];
  const areTold = states.every((state) => detail.includes(state));
  const hint = areTold ? "" : `Possible when it is ${states.join(" or ")}.`;
  const missing = faults.filter((fault) => !detail.includes(fault));
  return new ApiError([detail, ...missing, hint].filter(Boolean).join(" "), status, problem.code ?? null);
}

/** Something else may listen at the address, or stand in front of it. */
function parseAnswer(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(`What answers at ${url} does not speak Slipway's API. Is the address right?`, 0, null);
  }
}

function readProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {}; // A proxy may answer in HTML; the status then says enough.
  }
}

/** Says in a few words why there was no answer. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "nothing listens there";
  return error.message || (code ?? "unknown reason");
}
