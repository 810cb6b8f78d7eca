import { Pool } from "undici";
import { reasonOf, toApiError } from "#lib/client/api.ts";
import type { Report, ReportAnswer, TargetState } from "#lib/simulate/rules/protocol.ts";

export type Answer<Body> =
  /** `body` is null where nothing changed. */
  | { kind: "ok"; body: Body | null; etag: string | null }
  /** The server does not know this device, or not with this token. */
  | { kind: "refused"; reason: string }
  /** The server understood and will not have it; sent again, it would not have it either. */
  | { kind: "rejected"; reason: string }
  /** The server could not be reached, or cannot answer now. */
  | { kind: "trouble"; retryAfterMillis: number; reason: string };

/** Who speaks: its id and its token. */
export interface Identity {
  id: string;
  token: string;
}

/** Is told of each answer, and of each request that got none. */
export interface Listener {
  answered(status: number, millis: number): void;
  unreachable: number;
}

const TIMEOUT_MILLIS = 20_000;
const REFUSED_STATUSES = new Set([401, 403]);
const TEMPORARY_STATUSES = new Set([408, 429]);

interface Call {
  method: "GET" | "PATCH";
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Speaks the native device protocol over kept-alive connections. */
export class Speaker {
  readonly #pool: Pool;
  readonly #base: string;
  readonly #listener: Listener;

  constructor(url: string, connections: number, listener: Listener) {
    const address = new URL(url);
    this.#pool = new Pool(address.origin, {
      connections,
      connectTimeout: TIMEOUT_MILLIS,
      headersTimeout: TIMEOUT_MILLIS,
      bodyTimeout: TIMEOUT_MILLIS,
    });
    this.#base = address.pathname.replace(/\/+$/, "");
    this.#listener = listener;
  }

  poll(device: Identity, etag: string | null): Promise<Answer<TargetState>> {
    return this.#call({
      method: "GET",
      path: `/api/v1/device/${device.id}/state`,
      headers: { authorization: `Bearer ${device.token}`, ...(etag !== null && { "if-none-match": etag }) },
    });
  }

  report(device: Identity, report: Report): Promise<Answer<ReportAnswer>> {
    return this.#call({
      method: "PATCH",
      path: `/api/v1/device/${device.id}/report`,
      headers: { authorization: `Bearer ${device.token}`, "content-type": "application/json" },
      body: JSON.stringify(report),
    });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #call<Body>({ path, ...call }: Call): Promise<Answer<Body>> {
    const startedAt = performance.now();
    try {
      const { statusCode, headers, body } = await this.#pool.request({ ...call, path: this.#base + path });
      const text = await body.text();
      this.#listener.answered(statusCode, performance.now() - startedAt);
      if (statusCode === 304) return { kind: "ok", body: null, etag: null };
      if (statusCode === 200) return { kind: "ok", body: JSON.parse(text) as Body, etag: single(headers.etag) };
      const { message: reason } = toApiError(statusCode, text);
      if (REFUSED_STATUSES.has(statusCode)) return { kind: "refused", reason };
      if (statusCode < 500 && !TEMPORARY_STATUSES.has(statusCode)) return { kind: "rejected", reason };
      return { kind: "trouble", retryAfterMillis: Number(single(headers["retry-after"]) ?? 0) * 1000 || 0, reason };
    } catch (error) {
      // Refused, reset, timed out, or not JSON: for a device it is all the same, it tries again later.
      this.#listener.unreachable++;
      return { kind: "trouble", retryAfterMillis: 0, reason: reasonOf(error) };
    }
  }
}

function single(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
