import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { answerManagement } from "#lib/hawkbit/management/answer.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseJson, requireJsonType } from "#lib/kernel/json.ts";

interface Call {
  /** Sent as JSON, or as the form or text that it is. */
  body?: unknown;
  query?: string;
  headers?: Record<string, string>;
}

type Json = Record<string, unknown>;

/** A script that speaks to hawkBit's management API, without a server in between. */
export class HawkbitOperator {
  readonly #ctx: Context;
  /** user:password; null sends no credential. */
  credential: string | null;
  /** Where the calls come from. */
  address = "192.0.2.10";

  constructor(ctx: Context, credential: string | null = "admin:admin") {
    this.#ctx = ctx;
    this.credential = credential;
  }

  async call(method: string, path: string, { body, query = "", headers = {} }: Call = {}): Promise<HawkbitAnswer> {
    const sent = new Response(isRaw(body) ? body : JSON.stringify(body ?? null));
    const all: Record<string, string> = {
      "content-type": body instanceof FormData ? (sent.headers.get("content-type") ?? "") : "application/json",
      ...(this.credential !== null && {
        authorization: `Basic ${Buffer.from(this.credential).toString("base64")}`,
      }),
      ...headers,
    };
    const read = async () => {
      requireJsonType(all["content-type"]);
      return parseJson(new Uint8Array(await sent.arrayBuffer()));
    };
    return answerManagement(
      { ...this.#ctx, actor: { kind: "anonymous" } },
      {
        method,
        segments: path.split("/").filter(Boolean).map(decodeURIComponent),
        query: new URLSearchParams(query),
        header: (name) => all[name] ?? null,
        readJson: read,
        body: body instanceof FormData ? Readable.fromWeb(sent.body as unknown as ReadableStream) : Readable.from([]),
        origin: "http://updates.example.com",
        remoteAddress: this.address,
        isTrustedProxy: false,
      },
    );
  }

  /** The document of a GET that must succeed. */
  async read(path: string, query = ""): Promise<Json> {
    const { status, json } = await this.call("GET", path, { query });
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${JSON.stringify(json)}`);
    return json as Json;
  }

  /** The first of what a POST of one element made. */
  async make(path: string, element: Json): Promise<Json> {
    const { status, json } = await this.call("POST", path, { body: [element] });
    if (status !== 201) throw new Error(`POST ${path} was answered with ${status}: ${JSON.stringify(json)}`);
    return (json as Json[])[0] ?? {};
  }

  async status(method: string, path: string, call: Call = {}): Promise<number> {
    return (await this.call(method, path, call)).status;
  }

  upload(moduleId: unknown, name: string, text: string, query = ""): Promise<HawkbitAnswer> {
    const body = new FormData();
    body.append("file", new Blob([text]), name);
    return this.call("POST", `softwaremodules/${String(moduleId)}/artifacts`, { body, query });
  }
}

function isRaw(body: unknown): body is string | FormData {
  return typeof body === "string" || body instanceof FormData;
}
