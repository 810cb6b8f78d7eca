import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor } from "#lib/access/rules/actor.ts";
import { addressOf, originOf } from "#lib/gateway/caller.ts";
import { identifyCaller } from "#lib/gateway/identify-caller.ts";
import { UPDATE_CHECK } from "#lib/gateway/paths.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { parseJsonObject, requireJsonType } from "#lib/kernel/json.ts";
import { answerAbout, productOf } from "#lib/updates/check.ts";
import { checkInput, type CheckInput } from "#lib/updates/input.ts";
import type { ProductIndex } from "#lib/updates/product-index.ts";
import { isPlainCheck } from "#lib/updates/rules/plain-check.ts";
import { countRequest, timeRequest } from "#lib/wire/metrics.ts";
import { logProblem, toDomainError, toProblem } from "#lib/wire/problem.ts";

const OPERATION = "checkForUpdate";
/** What a client has to say fits in here; who sends more means something else. */
const BODY_BYTES_MAX = 64 * 1024;
const JSON_TYPE = "application/json; charset=utf-8";
const ANONYMOUS: Actor = { kind: "anonymous" };

export function isUpdateCheck({ method, url }: IncomingMessage): boolean {
  return method === "POST" && url === UPDATE_CHECK;
}

/**
 * Answers an update check. Apps ask as often as devices poll, so it goes the shortest way there is: the body in one piece,
 * a look into memory, and one write, all in the turn in which the body ends. Only what memory does not know is awaited.
 */
export function answerUpdateCheck(around: Surroundings, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  const finish = (status: number) => {
    countRequest(OPERATION, "POST", status);
    timeRequest(OPERATION, (performance.now() - startedAt) / 1000);
  };
  const give = (body: string) => finish(send(response, body));
  const fail = (error: unknown) => finish(refuse(around, response, error));
  collect(request, (bytes) => {
    try {
      const body = answer(around, request, bytes);
      if (typeof body === "string") give(body);
      else body.then(give, fail);
    } catch (error) {
      fail(error);
    }
  });
}

/** Hands on the body when it has arrived; null where it is too large. Of a connection that breaks nobody hears. */
function collect(request: IncomingMessage, then: (bytes: Buffer | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    // Many senders read no answer before they have sent everything, so the rest is taken and dropped.
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on("end", () => {
    const [first] = chunks;
    if (size > BODY_BYTES_MAX) then(null);
    else then(chunks.length === 1 && first ? first : Buffer.concat(chunks));
  });
}

function answer(around: Surroundings, request: IncomingMessage, bytes: Buffer | null): string | Promise<string> {
  around.limits.refuseWhenOverrun();
  const { authorization, "content-encoding": encoding, "content-type": type } = request.headers;
  if (bytes === null) throw tooLarge();
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
  }
  if (type !== "application/json") requireJsonType(type);
  if (authorization === undefined) return answerTo(around, request, { actor: ANONYMOUS, bytes });
  return identifyCaller(around, request).then((actor) => answerTo(around, request, { actor, bytes }));
}

function answerTo(
  around: Surroundings,
  request: IncomingMessage,
  { actor, bytes }: { actor: Actor; bytes: Buffer },
): string | Promise<string> {
  const { ctx, runtime, updates } = around;
  const input = readPlainCheck(bytes) ?? parseInput(checkInput, parseJsonObject(bytes));
  const origin = runtime.config.publicUrl ?? originOf(request, runtime.config);
  const about = (product: ProductIndex | null) => {
    if (product === null) throw notFound("product");
    const findAddress = () => addressOf(request, runtime.config);
    return answerAbout({ ...ctx, actor }, input, { product, origin, findAddress });
  };
  const name = productOf(input);
  const remembered = updates.recall(name);
  return remembered === undefined ? updates.find(name).then(about) : about(remembered);
}

/** Printable ASCII without escapes: nothing in it can be unstorable, whatever it says. */
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/** Reads what nearly every client sends, in one pass. Null for everything that has to be looked at more closely. */
function readPlainCheck(bytes: Buffer): CheckInput | null {
  const text = bytes.toString("latin1");
  if (!PLAIN.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    // The cast says what isPlainCheck has found.
    return isPlainCheck(value as Record<string, unknown>) ? (value as CheckInput) : null;
  } catch {
    return null; // Whoever reads it closely says what is wrong.
  }
}

function tooLarge(): DomainError {
  return new DomainError("TOO_LARGE", `The body is larger than ${BODY_BYTES_MAX.toLocaleString("en")} bytes.`);
}

function send(response: ServerResponse, body: string): number {
  const length = Buffer.byteLength(body);
  const headers = ["content-type", JSON_TYPE, "cache-control", "no-store", "content-length", String(length)];
  // Text of plain ASCII, as nearly all is, is quicker to write as what it is.
  response.writeHead(200, headers).end(body, length === body.length ? "latin1" : "utf8");
  return 200;
}

function refuse({ runtime }: Surroundings, response: ServerResponse, error: unknown): number {
  const problem = toDomainError(error);
  const requestId = randomUUID();
  logProblem(runtime.log, problem, { requestId, operation: OPERATION });
  const { status, headers, body } = toProblem(problem, requestId);
  response.writeHead(status, { ...headers, "x-request-id": requestId }).end(body);
  return status;
}
