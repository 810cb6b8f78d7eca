import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { authOptions } from "#lib/http/auth-options.ts";
import { readBytes } from "#lib/http/body.ts";
import { logProblem, toDomainError, toProblemResponse } from "#lib/wire/problem.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";

/** An e-mail address, a password and a token, generously. */
const FORM_BYTES_MAX = 16_384;
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Lets next-auth answer, with a body that is no larger and no other than its forms send: it would read any. */
export async function serveNextAuth(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  try {
    const checked = request.method === "POST" ? await readForm(request) : request;
    // next-auth ships as CommonJS: depending on who loads it, the function is the default or its default.
    return (await NextAuth(checked as never, context as never, authOptions())) as Response;
  } catch (error) {
    const problem = toDomainError(error);
    const requestId = crypto.randomUUID();
    logProblem(getRuntime().log, problem, { requestId, operation: "next-auth" });
    return toProblemResponse(problem, requestId);
  }
}

async function readForm(request: Request): Promise<NextRequest> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== FORM_TYPE) throw new DomainError("UNSUPPORTED_MEDIA_TYPE", `Send the form as ${FORM_TYPE}.`);
  const bytes = await readBytes(request, FORM_BYTES_MAX);
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body: Uint8Array.from(bytes) });
}
