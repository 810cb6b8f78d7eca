import NextAuth from "next-auth";
import { authOptions } from "#lib/http/auth-options.ts";
import { readBytes } from "#lib/http/body.ts";
import { limitCaller } from "#lib/http/limits.ts";
import { parseCookies } from "#lib/http/session.ts";
import type { RefusalReason, SignInRefused } from "#lib/http/sign-in-refusal.ts";
import { logProblem, toDomainError, toProblemResponse } from "#lib/wire/problem.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { getRuntime, makeContext } from "#lib/kernel/runtime.ts";

/** An e-mail address, a password and a token, generously. */
const FORM_BYTES_MAX = 16_384;
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Lets next-auth answer, with a body that is no larger and no other than its forms send: it would read any. */
export async function serveNextAuth(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const requestId = crypto.randomUUID();
  const runtime = getRuntime();
  try {
    await limitCaller(makeContext(runtime, { kind: "anonymous" }, requestId), false, request);
    const { nextauth } = await context.params;
    const body = request.method === "POST" ? await readForm(request) : {};
    let refusal: SignInRefused | null = null;
    const options = authOptions(request.headers, (reason) => {
      refusal = reason;
    });
    const answer = new Answer();
    const url = new URL(request.url);
    const query = { ...Object.fromEntries(url.searchParams), nextauth };
    const cookies = parseCookies(request.headers.get("cookie") ?? "");
    const asked = { method: request.method, headers: Object.fromEntries(request.headers), query, cookies, body };
    await handler(asked, answer, options);
    const isCallback = nextauth[0] === "callback" && nextauth[1] !== "credentials";
    return isCallback ? explain(answer.toResponse(), refusal, url) : answer.toResponse();
  } catch (error) {
    const problem = toDomainError(error);
    logProblem(runtime.log, problem, { requestId, operation: "next-auth" });
    return toProblemResponse(problem, requestId);
  }
}

type Handler = (asked: object, answer: Answer, options: ReturnType<typeof authOptions>) => Promise<unknown>;

// next-auth ships as CommonJS: depending on who loads it, the function is the default or its default.
const handler = ((NextAuth as { default?: unknown }).default ?? NextAuth) as Handler;

/** What next-auth needs of a response as Node's servers have it. */
class Answer {
  readonly #headers = new Headers();
  #status = 200;
  #body: string | null = null;

  status(status: number): this {
    this.#status = status;
    return this;
  }

  getHeader(name: string): string[] {
    return name.toLowerCase() === "set-cookie" ? this.#headers.getSetCookie() : [];
  }

  setHeader(name: string, value: string | string[]): this {
    this.#headers.delete(name);
    for (const one of [value].flat()) this.#headers.append(name, one);
    return this;
  }

  json(value: unknown): void {
    this.#headers.set("content-type", "application/json");
    this.#body = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === "string" || value === undefined) this.#body = value ?? null;
    else this.json(value);
  }

  end(): void {
    this.#body = null;
  }

  toResponse(): Response {
    return new Response(this.#body, { status: this.#status, headers: this.#headers });
  }
}

/** next-auth leads every failure to one word. People are told which check it was, where one said so. */
function explain(response: Response, refusal: SignInRefused | null, url: URL): Response {
  const location = response.headers.get("location");
  if (location === null || !new URL(location, url).pathname.startsWith("/api/auth/")) return response;
  const reason = refusal?.reason ?? reasonOfProvider(url);
  getRuntime().log.warn({ reason, err: refusal?.message }, "A provider's answer was not accepted.");
  response.headers.set("location", `/sign-in?error=${reason}`);
  return response;
}

/** What the provider itself says went wrong; else the way back took too long, or the provider did not answer. */
function reasonOfProvider(url: URL): RefusalReason {
  return url.searchParams.get("error") === "access_denied" ? "cancelled" : "unfinished";
}

async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== FORM_TYPE) throw new DomainError("UNSUPPORTED_MEDIA_TYPE", `Send the form as ${FORM_TYPE}.`);
  const bytes = await readBytes(request, FORM_BYTES_MAX);
  return Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
}
