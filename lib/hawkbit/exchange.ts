import type { Readable } from "node:stream";

/** A request to one of hawkBit's interfaces, whatever server took it. */
export interface HawkbitRequest {
  /** GET, HEAD, POST, PUT or DELETE. */
  method: string;
  /** The path below the interface's root, split and decoded. */
  segments: readonly string[];
  query: URLSearchParams;
  /** A header by its name in lower case. */
  header: (name: string) => string | null;
  /**
   * Reads the body as JSON, with a bound on its size. Its texts may hold what no column can. Throws INVALID_INPUT or
   * UNSUPPORTED_MEDIA_TYPE.
   */
  readJson(): Promise<unknown>;
  /** The raw body, for uploads. Read it or `readJson`, not both. */
  body: Readable;
  /** scheme://host:port by which the caller reached us, proxies in front of us counted in. */
  origin: string;
  remoteAddress: string | null;
  /** The socket is a proxy's that the operator trusts, so that its headers may say who calls. */
  isTrustedProxy: boolean;
}

/** A file to be sent: ranges, validators and headers are the server's business. */
export interface FileAnswer {
  sha256: string;
  /** Bytes. */
  size: number;
  name: string;
  etag: string;
  lastModified: Date;
  mediaType: string;
}

export interface HawkbitAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; with neither JSON nor text nor a file the answer has no body. */
  json?: unknown;
  /** Of the JSON, where its maker knows one; otherwise its hash. */
  etag?: string;
  text?: string;
  file?: FileAnswer;
}
