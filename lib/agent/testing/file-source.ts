import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves one file, in the ways in which sources fail. */
export class FileSource {
  content: Buffer;
  /** After how many bytes of an answer the connection is cut, answer by answer; whole answers afterwards. */
  cuts: number[] = [];
  /** Ranges are ignored, as some servers do. */
  ignoresRanges = false;
  /** What is answered instead, while set. */
  status: number | null = null;
  redirectsTo: string | null = null;
  readonly asked: { range: string | undefined; authorization: string | undefined }[] = [];
  url = "";
  readonly #server: Server = createServer((request, response) => this.#serve(request, response));

  constructor(content: Buffer) {
    this.content = content;
  }

  static async start(content: Buffer): Promise<FileSource> {
    const source = new FileSource(content);
    await new Promise<void>((resolve) => source.#server.listen(0, "127.0.0.1", resolve));
    source.url = `http://127.0.0.1:${(source.#server.address() as AddressInfo).port}`;
    return source;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve({ headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push({ range: headers.range, authorization: headers.authorization });
    if (this.status !== null) return void response.writeHead(this.status).end();
    if (this.redirectsTo !== null) return void response.writeHead(302, { location: this.redirectsTo }).end();
    const from = this.ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const rest = this.content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
    const cut = this.cuts.shift();
    if (cut === undefined || cut >= rest.length) return void response.end(rest);
    response.write(rest.subarray(0, cut), () => response.destroy());
    if (cut === 0) response.flushHeaders();
  }
}
