import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readProbeName, writeProbe } from "#lib/cdn/rules/probe.ts";

/**
 * A cache that does what Varnish does with docs/cdn/slipway.vcl, as far as these tests go (Node reads no BAN), and fails
 * when it is told to. The server behind it is in here too: it has whatever stands in `files`. Real caches are in
 * lib/cdn/providers/caches.test.ts.
 */
export class CacheStub {
  /** What the server behind it hands out, by path. */
  readonly files = new Map<string, string>();
  readonly purged: string[] = [];
  /** Answers everything with this status. */
  failure: number | null = null;
  /** Keeps what it was told to forget. */
  isDeaf = false;
  /** Keeps nothing. */
  isForgetful = false;
  url = "";
  readonly #kept = new Map<string, string>();
  #probes = 0;
  readonly #server: Server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    if (method === "PURGE") this.purged.push(url);
    if (this.failure !== null) return void response.writeHead(this.failure).end();
    if (method === "PURGE") {
      if (!this.isDeaf) this.#kept.delete(url);
      return void response.writeHead(200).end();
    }
    const kept = this.#kept.get(url);
    const content = kept ?? this.#ask(url);
    if (content === null) return void response.writeHead(404).end();
    if (!this.isForgetful) this.#kept.set(url, content);
    response.writeHead(200, { "x-cache": kept === undefined ? "MISS" : "HIT", "content-length": content.length });
    response.end(method === "HEAD" ? undefined : content);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  has(path: string): boolean {
    return this.#kept.has(path);
  }

  reset(): void {
    this.files.clear();
    this.purged.length = 0;
    this.#kept.clear();
    this.failure = null;
    this.isDeaf = false;
    this.isForgetful = false;
  }

  #ask(url: string): string | null {
    const nonce = readProbeName(url.split("/").at(-1) ?? "");
    return nonce ? writeProbe({ nonce, servedAt: String(this.#probes++) }) : (this.files.get(url) ?? null);
  }
}
