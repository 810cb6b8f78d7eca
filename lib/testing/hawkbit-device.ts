import { randomBytes, randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { answerDdi } from "#lib/hawkbit/ddi/answer.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { registerTarget } from "#lib/hawkbit/register-target.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { TestContext } from "#lib/testing/database.ts";

interface Call {
  body?: unknown;
  headers?: Record<string, string>;
  query?: string;
  isTrustedProxy?: boolean;
}

/** A client of hawkBit's device protocol that speaks to the use cases themselves, without a server in between. */
export class HawkbitDevice {
  readonly controllerId: string;
  tenant = "DEFAULT";
  targetToken: string;
  headers: Record<string, string> = {};
  readonly #ctx: TestContext;

  constructor(ctx: TestContext, controllerId = `device-${randomUUID()}`) {
    this.#ctx = ctx;
    this.controllerId = controllerId;
    this.targetToken = randomBytes(16).toString("hex");
  }

  /** Declares the device, as an operator would. Answers its id. */
  async register(fleetId: string | null = null): Promise<string> {
    const { controllerId, tenant, targetToken } = this;
    const draft = { tenant, controllerId, fleetId, targetToken };
    const id = await inTransaction(this.#ctx, (tx) => registerTarget(this.#ctx, tx, draft));
    if (id === null) throw new Error(`There is a device ${controllerId} already.`);
    return id;
  }

  get(path = "", call: Call = {}): Promise<HawkbitAnswer> {
    return this.#call("GET", path, call);
  }

  put(path: string, body: unknown, call: Call = {}): Promise<HawkbitAnswer> {
    return this.#call("PUT", path, { ...call, body });
  }

  post(path: string, body?: unknown, call: Call = {}): Promise<HawkbitAnswer> {
    return this.#call("POST", path, { ...call, body });
  }

  /** Feedback on a deployment or a cancellation, in one line. */
  say(path: string, execution: string, finished = "none", ...details: string[]): Promise<HawkbitAnswer> {
    return this.post(`${path}/feedback`, { status: { execution, result: { finished }, details } });
  }

  async #call(
    method: string,
    path: string,
    { body, headers, query, isTrustedProxy = false }: Call,
  ): Promise<HawkbitAnswer> {
    const ctx = this.#ctx;
    const text = body === undefined ? "" : JSON.stringify(body);
    const sent: Record<string, string> = {
      authorization: `TargetToken ${this.targetToken}`,
      "content-length": String(text.length),
      ...this.headers,
      ...headers,
    };
    return answerDdi(
      { ...ctx, actor: { kind: "anonymous" } },
      {
        method,
        tenant: this.tenant,
        controllerId: this.controllerId,
        segments: path.split("/").filter(Boolean).map(decodeURIComponent),
        query: new URLSearchParams(query),
        header: (name) => sent[name] ?? null,
        readJson: () => Promise.resolve(readJson(text)),
        origin: "http://updates.example.com",
        remoteAddress: "192.0.2.9",
        isTrustedProxy,
        settings: await readSettings(ctx.db, ctx.config, this.tenant.toUpperCase()),
      },
    );
  }
}

function readJson(text: string): unknown {
  if (text === "") throw new DomainError("INVALID_INPUT", "There is no body.");
  return JSON.parse(text);
}
