import { makeLogger } from "#lib/kernel/log.ts";
import { shareRuntime } from "#lib/kernel/runtime.ts";
import type { Operation } from "#lib/http/operation.ts";
import { serve } from "#lib/http/serve.ts";
import type { TestContext } from "#lib/testing/database.ts";

/** Makes the suite's database the process's runtime, as `slipway start` does, so that routes can be called. */
export function useAsRuntime(ctx: TestContext, config: Partial<TestContext["config"]> = {}): void {
  shareRuntime({
    config: { ...ctx.config, ...config },
    log: makeLogger("silent"),
    database: ctx.handle,
    startedAt: new Date(),
    programDir: process.cwd(),
  });
}

interface Call {
  /** Instead of the operation's own. */
  method?: "HEAD";
  params?: Record<string, string>;
  query?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls an operation as the route does: a whole request in, a whole response out. */
export function call(operation: Operation, options: Call = {}): Promise<Response> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => options.params?.[name] ?? name);
  const hasBody = options.body !== undefined && !(options.body instanceof FormData);
  const request = new Request(`http://slipway.test${path}${options.query ?? ""}`, {
    method: options.method ?? operation.method,
    headers: {
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...(hasBody && { "content-type": "application/json" }),
      ...options.headers,
    },
    body: bodyOf(options.body),
  });
  return serve(operation)(request, { params: Promise.resolve(options.params ?? {}) });
}

/** Texts and forms go as they are, everything else as JSON. */
function bodyOf(body: unknown): string | FormData | undefined {
  if (body === undefined || typeof body === "string" || body instanceof FormData) return body;
  return JSON.stringify(body);
}
