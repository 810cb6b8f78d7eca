import { Readable } from "node:stream";
import { openDownload, type DownloadableFile } from "#lib/artifacts/download.ts";
import { readConditions } from "#lib/artifacts/rules/range.ts";
import { countAnswer } from "#lib/cdn/count-downloads.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Answers with a file, or with the part of it that the request asks for. Next leaves out the length of whatever it
 * sends: there a client learns the size of a whole file only from its state, and of a part from Content-Range.
 */
export async function fileResponse(
  request: Pick<Request, "method" | "headers">,
  file: DownloadableFile,
  ctx: Context,
): Promise<Response> {
  const { method } = request;
  const header = (name: string) => request.headers.get(name);
  const { status, headers, body } = await openDownload(ctx, file, { method, conditions: readConditions(header) });
  countAnswer(ctx, file, { method, header, status, headers });
  // The same stream under two names: the browser's types and Node's do not know each other.
  const stream = body === null ? null : (Readable.toWeb(body.stream()) as unknown as ReadableStream);
  return new Response(stream, { status, headers });
}
