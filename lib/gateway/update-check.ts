import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor } from "#lib/access/rules/actor.ts";
import { originOf } from "#lib/gateway/caller.ts";
import { identifyCaller } from "#lib/gateway/identify-caller.ts";
import { UPDATE_CHECK } from "#lib/gateway/paths.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { parseJsonObject, requireJsonType } from "#lib/kernel/json.ts";
import { answerAbout, productOf } from "#lib/updates/check.ts";
import { checkInput } from "#lib/updates/input.ts";
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
 * a look into memory, and one write.
 */
export async function answerUpdateCheck(
  around: Surroundings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  try {
    const body = await answer(around, request);
    const length = Buffer.byteLength(body);
    const headers = ["content-type", JSON_TYPE, "cache-control", "no-store", "content-length", String(length)];
    // Text of plain ASCII, as nearly all is, is quicker to write as what it is.
    response.writeHead(200, headers).end(body, length === body.length ? "latin1" : "utf8");
    countRequest(OPERATION, "POST", 200);
  } catch (error) {
    refuse(around, response, error);
  }
  timeRequest(OPERATION, (performance.now() - startedAt) / 1000);
}

async function answer(around: Surroundings, request: IncomingMessage): Promise<string> {
  const { limits, ctx, runtime, updates } = around;
  limits.refuseWhenOverrun();
  const { authorization } = request.headers;
  const actor = authorization === undefined ? ANONYMOUS : await identifyCaller(around, request);
  const bytes = await readBody(request);
  requireJsonType(request.headers["content-type"]);
  const input = parseInput(checkInput, readPlain(bytes) ?? parseJsonObject(bytes));
  const name = productOf(input);
  const remembered = updates.recall(name);
  const product = remembered === undefined ? await updates.find(name) : remembered;
  if (product === null) throw notFound("product");
  const origin = runtime.config.publicUrl ?? originOf(request, runtime.config);
  return answerAbout({ ...ctx, actor }, input, { product, origin });
}

/** By events, not by iterating: a body is one piece nearly always, and an iterator costs more than all the rest. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    request.resume();
    return Promise.reject(new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding."));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      // Many senders read no answer before they have sent everything, so the rest is taken and dropped.
      if (size <= BODY_BYTES_MAX) chunks.push(chunk);
    });
    request.once("end", () => {
      const [first] = chunks;
      if (size > BODY_BYTES_MAX) reject(tooLarge());
      else resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks));
    });
    const cut = () => reject(new DomainError("INVALID_INPUT", "The body ends in the middle."));
    request.once("error", cut);
    request.once("close", () => !request.complete && cut());
  });
}

/** Printable ASCII without escapes: nothing in it can be unstorable, whatever it says. */
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/** Reads what nearly every client sends, in one pass. Null for everything that has to be looked at more closely. */
function readPlain(bytes: Buffer): unknown {
  const text = bytes.toString("latin1");
  if (!PLAIN.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null; // Whoever reads it closely says what is wrong.
  }
}

function tooLarge(): DomainError {
  return new DomainError("TOO_LARGE", `The body is larger than ${BODY_BYTES_MAX.toLocaleString("en")} bytes.`);
}

function refuse({ runtime }: Surroundings, response: ServerResponse, error: unknown): void {
  const problem = toDomainError(error);
  const requestId = randomUUID();
  logProblem(runtime.log, problem, { requestId, operation: OPERATION });
  const { status, headers, body } = toProblem(problem, requestId);
  response.writeHead(status, { ...headers, "x-request-id": requestId }).end(body);
  countRequest(OPERATION, "POST", status);
}
