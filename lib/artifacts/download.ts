import type { Readable, Writable } from "node:stream";
import type { OpenContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { explainMissing, unwatchContent, verifyContent, watchContent } from "#lib/artifacts/damage.ts";
import { choosePart, type Conditions, type FileFacts } from "#lib/artifacts/rules/range.ts";
import type { Context } from "#lib/kernel/context.ts";

/** A file to be sent. */
export interface DownloadableFile extends FileFacts {
  sha256: string;
  name: string;
  mediaType: string;
  /** How long caches may keep it; for good, but for the caller alone, where nothing is said. */
  cacheControl?: string;
  /** After this it is not handed out any more. */
  expiresAt?: Date;
}

export interface Download {
  status: 200 | 206 | 304 | 412 | 416;
  headers: Record<string, string>;
  /** Null where nothing is sent, as to a HEAD. */
  body: DownloadBody | null;
}

/** A content that is open; one of the two must be called. */
export interface DownloadBody {
  stream(): Readable;
  pourInto(sink: Writable): Promise<void>;
}

/** Answers a request for a file: the whole, a part, or why neither. Nothing is opened for a HEAD. */
export async function openDownload(
  ctx: Context,
  file: DownloadableFile,
  { method, conditions }: { method: string; conditions: Conditions },
): Promise<Download> {
  const part = choosePart(file, conditions);
  const headers = { etag: file.etag, "last-modified": file.lastModified.toUTCString(), "accept-ranges": "bytes" };
  switch (part.kind) {
    case "notModified":
      return { status: 304, headers, body: null };
    case "preconditionFailed":
      return { status: 412, headers: { ...headers, "content-length": "0" }, body: null };
    case "unsatisfiable":
      return {
        status: 416,
        headers: { ...headers, "content-range": `bytes */${file.size}`, "content-length": "0" },
        body: null,
      };
    case "whole":
    case "part": {
      const { start, end } = part.kind === "part" ? part : { start: 0, end: file.size - 1 };
      const sent = {
        ...headers,
        ...contentHeaders(file),
        "content-length": String(end - start + 1),
        ...(part.kind === "part" && { "content-range": `bytes ${start}-${end}/${file.size}` }),
      };
      const isEmpty = method === "HEAD" || file.size === 0;
      const body = isEmpty ? null : await openBody(ctx, file, { start, end });
      return { status: part.kind === "part" ? 206 : 200, headers: sent, body };
    }
  }
}

/**
 * Opens a part of a content. Sent whole, it is hashed on the way, and the last piece of a damaged one never leaves; of
 * one of which parts are sent, the rest is read in the background.
 */
async function openBody(
  ctx: Context,
  file: DownloadableFile,
  range: { start: number; end: number },
): Promise<DownloadBody> {
  const blobs = openBlobStore(ctx.config);
  const isWhole = range.start === 0 && range.end === file.size - 1;
  const check = isWhole ? await watchContent(ctx, blobs, file) : null;
  let content: OpenContent;
  try {
    content = await blobs.openContent(file.sha256, range);
  } catch (error) {
    if (check) unwatchContent(file.sha256);
    throw await explainMissing(ctx, file, error);
  }
  if (!isWhole) void verifyContent(ctx, file);
  if (!check) return content;
  const done = () => unwatchContent(file.sha256);
  return {
    stream: () => content.stream(check).once("close", done),
    pourInto: (sink) => content.pourInto(sink, check).finally(done),
  };
}

/** A file is what it is, saved and not shown, and kept by caches for good: its address holds its hash. */
function contentHeaders({
  name,
  mediaType,
  cacheControl = "private, no-transform",
  expiresAt,
}: DownloadableFile): Record<string, string> {
  return {
    "content-type": mediaType,
    "content-disposition": contentDisposition(name),
    "x-content-type-options": "nosniff",
    "cache-control": cacheControl,
    ...(expiresAt && { expires: expiresAt.toUTCString() }),
  };
}

/** Plain for plain names, since C clients read no more; a name beyond that also in the form of RFC 8187. */
export function contentDisposition(name: string): string {
  if (/^[\w.+-]+$/.test(name)) return `attachment;filename=${name}`;
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment;filename="${plain}";filename*=UTF-8''${encoded}`;
}
