import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "#lib/kernel/crypto.ts";

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

interface Stored {
  type: string;
  bytes: Buffer;
}

/**
 * A registry that speaks the pulling half of the OCI distribution API from memory. Images are made up, but their
 * digests are those of their bytes, and the same tag has the same image in every run.
 */
export class DemoRegistry {
  readonly #content = new Map<string, Stored>();
  readonly #tags = new Map<string, string>();
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  /** Listens on loopback, on the wished port if it is free, and answers the registry's host. */
  async listen(wishedPort: number): Promise<string> {
    const port = await this.#bind(wishedPort).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return this.#bind(0);
      throw error;
    });
    return `127.0.0.1:${port}`;
  }

  /** Makes an image and lets the tag point to it. Answers the digest of its manifest. */
  push(repository: string, tag: string): string {
    const layer = this.#store(LAYER_TYPE, Buffer.from(`${repository} ${tag}\n`));
    const config = this.#store(CONFIG_TYPE, {
      architecture: "amd64",
      os: "linux",
      config: { Labels: { "org.opencontainers.image.version": tag } },
      rootfs: { type: "layers", diff_ids: [layer.digest] },
    });
    const manifest = this.#store(MANIFEST_TYPE, {
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config,
      layers: [layer],
    });
    this.#tags.set(`${repository}:${tag}`, manifest.digest);
    return manifest.digest;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #bind(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  #store(type: string, content: Buffer | object): { mediaType: string; digest: string; size: number } {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const digest = `sha256:${sha256(bytes).toString("hex")}`;
    this.#content.set(digest, { type, bytes });
    return { mediaType: type, digest, size: bytes.length };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://registry");
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(response, 405, "UNSUPPORTED");
    } else if (pathname === "/v2/" || pathname === "/v2") {
      send(response, { type: "application/json", bytes: Buffer.from("{}") });
    } else {
      this.#answerContent(pathname, response);
    }
  }

  #answerContent(pathname: string, response: ServerResponse): void {
    const { repository, kind, reference } = CONTENT_PATH.exec(pathname)?.groups ?? {};
    if (!repository || !reference) {
      this.#answerTags(pathname, response);
      return;
    }
    const digest = reference.includes(":") ? reference : this.#tags.get(`${repository}:${reference}`);
    const stored = digest === undefined ? undefined : this.#content.get(digest);
    if (!stored || digest === undefined) {
      refuse(response, 404, kind === "blobs" ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN");
    } else {
      send(response.setHeader("docker-content-digest", digest), stored);
    }
  }

  #answerTags(pathname: string, response: ServerResponse): void {
    const repository = TAGS_PATH.exec(pathname)?.groups?.repository;
    const prefix = `${repository}:`;
    const tags = [...this.#tags.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    if (repository === undefined || tags.length === 0) {
      refuse(response, 404, "NAME_UNKNOWN");
    } else {
      send(response, { type: "application/json", bytes: Buffer.from(JSON.stringify({ name: repository, tags })) });
    }
  }
}

const CONTENT_PATH = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs)\/(?<reference>[^/]+)$/;
const TAGS_PATH = /^\/v2\/(?<repository>.+)\/tags\/list$/;

/** Node leaves the body out of answers to HEAD and keeps its length. */
function send(response: ServerResponse, { type, bytes }: Stored): void {
  response.writeHead(200, { "content-type": type, "content-length": bytes.length }).end(bytes);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const body = JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll("_", " "), detail: null }] });
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}
