// How the browser talks to the API: JSON in and out, problem+json as errors.

export type FieldProblem = { path: string; message: string };

type Problem = {
  title?: string;
  detail?: string;
  code?: string;
  requestId?: string;
  errors?: FieldProblem[];
  allowedStates?: string[];
};

/** The server refused, or could not be reached (`UNREACHABLE`). `detail` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly allowedStates: string[];
  readonly requestId: string | undefined;

  constructor(status: number, problem: Problem) {
    const detail = problem.detail ?? problem.title ?? `The server answered with ${status}.`;
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "UNREACHABLE" : "INTERNAL");
    this.detail = detail;
    this.errors = problem.errors ?? [];
    this.allowedStates = problem.allowedStates ?? [];
    this.requestId = problem.requestId;
  }

  /** Somebody else was faster: what the page shows is no longer so. */
  get isLate(): boolean {
    return this.code === "WRONG_STATE" || this.code === "CONFLICT";
  }

  /** What was wrong with one field of a form, by its path in the input ("maintenanceWindow.start"). */
  problemOf(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message;
  }
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined;
type ApiOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
  /** Lets a creating call be repeated without making two. */
  idempotencyKey?: string;
  /** The caller need not be signed in: a 401 is an answer like any other, and nobody is led away. */
  anonymous?: boolean;
};

/** Calls the API. A session that has ended leads to the sign-in page and back here. */
export async function api<T>(path: string, options: ApiOptions = {}): Promise<T> {
  const { method = "GET", query, body, signal, idempotencyKey, anonymous = false } = options;
  const headers: Record<string, string> = { accept: "application/json" };
  // A form brings its own type, with the boundary in it.
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["content-type"] = "application/json";
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;

  const response = await reach(withQuery(path, query), {
    method,
    headers,
    body: body === undefined || isForm ? body : JSON.stringify(body),
    signal,
  });
  if (response.status === 401 && !anonymous) goToSignIn();
  if (!response.ok) throw new ApiError(response.status, await readProblem(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Calls for an answer that comes line by line, each a piece of JSON. Who stops reading ends the work behind it. */
export async function* apiLines<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
  const headers = { accept: "application/jsonl", "content-type": "application/json" };
  const response = await reach(path, { method: "POST", headers, body: "{}", signal });
  if (response.status === 401) goToSignIn();
  if (!response.ok || !response.body) throw new ApiError(response.status, await readProblem(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as T;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export function withQuery(path: string, query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { detail: "The server cannot be reached. Check the connection and try again." });
  }
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    // A proxy in between answered with a page of its own.
    return { detail: `The server answered with ${response.status} and no explanation.` };
  }
}

function goToSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(withQuery("/sign-in", { callbackUrl: here }));
}
