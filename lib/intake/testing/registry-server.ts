import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const INDEX = "application/vnd.oci.image.index.v1+json";

interface Manifest {
  body: Buffer;
  mediaType: string;
}

/** A small registry over real HTTP: tags, a Bearer challenge with its token server, and faults to order. */
export class RegistryServer {
  readonly requests: { method: string; path: string; authorization: string | undefined; accept: string | undefined }[] =
    [];
  /** Answers in place of the registry as long as it is set. */
  fault: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
  login: "none" | "bearer" | "basic" = "none";
  /** What Basic credentials are right; null lets anybody have a token. */
  account: { username: string; password: string } | null = null;
  sendsDigest = true;
  answersHead = true;
  readonly #manifests = new Map<string, Manifest>();
  readonly #server: Server;
  #tokensIssued = 0;

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get tokensIssued(): number {
    return this.#tokensIssued;
  }

  /** Makes every token that was issued so far worthless. */
  revokeTokens(): void {
    this.#tokensIssued++;
  }

  /** Points a tag to an image made of a text, and returns its digest. */
  push(repository: string, tag: string, content: string, mediaType = INDEX): string {
    const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, content }));
    this.#manifests.set(`${repository}:${tag}`, { body, mediaType });
    return digestOf(body);
  }

  removeTag(repository: string, tag: string): void {
    this.#manifests.delete(`${repository}:${tag}`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization, accept } = request.headers;
    const url = new URL(request.url ?? "/", "http://registry");
    this.requests.push({ method: request.method ?? "", path: url.pathname + url.search, authorization, accept });
    if (this.fault) return this.fault(request, response);
    if (url.pathname === "/token") return this.#issueToken(authorization, response);
    if (!this.#isLoggedIn(authorization)) return this.#challenge(response);
    const manifest = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(url.pathname);
    if (manifest) return this.#sendManifest(request, manifest[1] ?? "", manifest[2] ?? "", response);
    const list = /^\/v2\/(.+)\/tags\/list$/.exec(url.pathname);
    if (list) return this.#sendTags(list[1] ?? "", url.searchParams, response);
    response.writeHead(url.pathname === "/v2/" ? 200 : 404).end();
  }

  #isLoggedIn(authorization: string | undefined): boolean {
    if (this.login === "none") return true;
    if (this.login === "basic") return authorization === this.#basic();
    return this.#tokensIssued > 0 && authorization === `Bearer token-${this.#tokensIssued}`;
  }

  #basic(): string {
    const { username, password } = this.account ?? { username: "", password: "" };
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }

  #challenge(response: ServerResponse): void {
    const challenge =
      this.login === "basic"
        ? 'Basic realm="registry"'
        : `Bearer realm="http://${this.host}/token",service="test",scope="repository:any:pull"`;
    response.writeHead(401, { "www-authenticate": challenge }).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
  }

  #issueToken(authorization: string | undefined, response: ServerResponse): void {
    if (this.account && authorization !== this.#basic()) {
      response.writeHead(401).end();
      return;
    }
    this.#tokensIssued++;
    response.writeHead(200).end(JSON.stringify({ token: `token-${this.#tokensIssued}`, expires_in: 300 }));
  }

  #sendManifest(request: IncomingMessage, repository: string, tag: string, response: ServerResponse): void {
    if (request.method === "HEAD" && !this.answersHead) {
      response.writeHead(405).end();
      return;
    }
    const manifest = this.#manifests.get(`${repository}:${tag}`);
    if (!manifest) {
      const isKnown = [...this.#manifests.keys()].some((key) => key.startsWith(`${repository}:`));
      const code = isKnown ? "MANIFEST_UNKNOWN" : "NAME_UNKNOWN";
      response.writeHead(404).end(request.method === "HEAD" ? undefined : JSON.stringify({ errors: [{ code }] }));
      return;
    }
    const digest = digestOf(manifest.body);
    if (request.headers["if-none-match"] === `"${digest}"`) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, {
      "content-type": manifest.mediaType,
      "content-length": manifest.body.length,
      ...(this.sendsDigest && { "docker-content-digest": digest }),
    });
    response.end(request.method === "HEAD" ? undefined : manifest.body);
  }

  #sendTags(repository: string, query: URLSearchParams, response: ServerResponse): void {
    const prefix = `${repository}:`;
    const all = [...this.#manifests.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    if (all.length === 0) {
      response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
      return;
    }
    const last = query.get("last");
    const rest = all.sort().filter((tag) => last === null || tag > last);
    const page = rest.slice(0, Number(query.get("n")));
    const link = page.length < rest.length ? { link: `</v2/${repository}/tags/list?last=x>; rel="next"` } : {};
    response.writeHead(200, link).end(JSON.stringify({ name: repository, tags: page }));
  }
}

export function digestOf(body: Uint8Array): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
