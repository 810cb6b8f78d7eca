import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AgentReport } from "#lib/agent/rules/outbox.ts";

interface Offer {
  id: number;
  [field: string]: unknown;
}

/** A stand-in for the server's device side: it enrolls anybody, offers one action, and remembers what it is told. */
export class FakeServer {
  action: Offer | null = null;
  pollSeconds = 0.05;
  /** What every request is answered with instead, while set. */
  status: number | null = null;
  retryAfter: number | null = null;
  /** Reports of these actions are not minded. */
  readonly closed = new Set<number>();
  readonly reports: AgentReport[] = [];
  readonly enrollments: { key: string; body: Record<string, unknown> }[] = [];
  readonly tokens = new Set(["slpd_test"]);
  polls = 0;
  /** How many polls had come when the last action's end was reported. */
  pollsAtEnd = 0;
  url = "";
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    fake.url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The ends that were reported, in order. */
  ends(): (string | undefined)[] {
    return this.reports.map(({ status }) => status).filter((status) => isEnd(status));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const answer = this.#answer(request, body);
    response.writeHead(answer.status, {
      "content-type": "application/json",
      etag: `"${JSON.stringify(this.action?.id ?? null)}"`,
      ...(this.retryAfter !== null && { "retry-after": String(this.retryAfter) }),
    });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  }

  #answer(request: IncomingMessage, body: string): { status: number; body?: unknown } {
    if (this.status !== null) return { status: this.status, body: { detail: "Not now." } };
    if (request.url === "/api/v1/devices/enroll") {
      this.enrollments.push({ key: String(request.headers["idempotency-key"]), body: JSON.parse(body) });
      return { status: 201, body: { id: "device-1", uuid: "device-1", token: "slpd_test" } };
    }
    if (!this.tokens.has(request.headers.authorization?.replace("Bearer ", "") ?? "")) {
      return { status: 401, body: { detail: "Who are you?" } };
    }
    if (request.method === "PATCH") return { status: 200, body: this.#take(JSON.parse(body) as AgentReport) };
    this.polls++;
    if (request.headers["if-none-match"] === `"${JSON.stringify(this.action?.id ?? null)}"`) return { status: 304 };
    return { status: 200, body: { pollSeconds: this.pollSeconds, action: this.action, apps: {} } };
  }

  #take(report: AgentReport): { accepted: boolean; reason?: string } {
    this.reports.push(report);
    if (report.actionId !== undefined && this.closed.has(report.actionId)) {
      return { accepted: false, reason: "This action was withdrawn." };
    }
    if (isEnd(report.status)) this.pollsAtEnd = this.polls;
    if (isEnd(report.status) && report.actionId === this.action?.id) this.action = null;
    return { accepted: true };
  }
}

function isEnd(status: string | undefined): boolean {
  return status === "healthy" || status === "failed" || status === "rolledBack";
}
