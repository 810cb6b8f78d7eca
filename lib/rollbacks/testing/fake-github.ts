import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GithubIssuesConfig } from "#lib/kernel/config.ts";

export const TOKEN = "github_pat_of_nobody";
const PLACE = "/repos/acme/incidents/issues";

interface FakeIssue {
  number: number;
  title: string;
  body: string;
  html_url: string;
}

/** Something that stands in the way of one call. */
type Trouble = { status: number; headers?: Record<string, string> } | "lostAnswer";

/** A server that behaves like the part of GitHub's API that opens issues, and can have trouble. */
export class FakeGithub {
  readonly issues: FakeIssue[] = [];
  /** Each stands in the way of one call, in this order; null lets it through. */
  readonly troubles: (Trouble | null)[] = [];
  readonly calls: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<GithubIssuesConfig> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    return { owner: "acme", repository: "incidents", token: TOKEN, apiUrl: `http://127.0.0.1:${port}` };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  countOf(method: string): number {
    return this.calls.filter((call) => call.startsWith(`${method} `)).length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://github");
    this.calls.push(`${request.method} ${url.pathname}`);
    const sent = await readAll(request);
    const trouble = this.troubles.shift() ?? null;
    const say = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
        .end(JSON.stringify(body));
    if (trouble !== null && trouble !== "lostAnswer")
      return void say(trouble.status, { message: TOKEN }, trouble.headers);
    if (!request.headers.authorization?.endsWith(` ${TOKEN}`)) return void say(401, { message: "Bad credentials" });
    if (url.pathname !== PLACE) return void say(404, { message: "Not Found" });
    if (request.method === "GET") return void say(200, this.#page(url));
    const issue = this.#open(JSON.parse(sent) as { title: string; body: string });
    if (trouble === "lostAnswer") return void response.destroy();
    return void say(201, issue);
  }

  /** The newest first. */
  #page({ searchParams }: URL): FakeIssue[] {
    if (searchParams.get("state") !== "all") return [];
    const [size, page] = [Number(searchParams.get("per_page") ?? 30), Number(searchParams.get("page") ?? 1)];
    return [...this.issues].reverse().slice((page - 1) * size, page * size);
  }

  #open({ title, body }: { title: string; body: string }): FakeIssue {
    const number = this.issues.length + 1;
    const issue = { number, title, body, html_url: `https://github.example.com/acme/incidents/issues/${number}` };
    this.issues.push(issue);
    return issue;
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
