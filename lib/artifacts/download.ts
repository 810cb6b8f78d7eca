import type { BlobStore, OpenContent } from "#lib/artifacts/blobs/blob-store.ts";
import { choosePart, type Conditions, type FileFacts } from "#lib/artifacts/rules/range.ts";

/** A file to be sent. */
export interface DownloadableFile extends FileFacts {
  sha256: string;
  name: string;
  mediaType: string;
}

export interface Download {
  status: 200 | 206 | 304 | 412 | 416;
  headers: Record<string, string>;
  /** Null where nothing is sent, as to a HEAD. */
  body: OpenContent | null;
}

/** Answers a request for a file: the whole, a part, or why neither. Nothing is opened for a HEAD. */
export async function openDownload(
  blobs: BlobStore,
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
      const body = isEmpty ? null : await blobs.openContent(file.sha256, { start, end });
      return { status: part.kind === "part" ? 206 : 200, headers: sent, body };
    }
  }
}

/** A file is what it is, saved and not shown, and kept by caches for good: its address holds its hash. */
function contentHeaders({ name, mediaType }: DownloadableFile): Record<string, string> {
  return {
    "content-type": mediaType,
    "content-disposition": contentDisposition(name),
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-transform",
  };
}

/** Plain for plain names, since C clients read no more; a name beyond that also in the form of RFC 8187. */
export function contentDisposition(name: string): string {
  if (/^[\w.+-]+$/.test(name)) return `attachment;filename=${name}`;
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment;filename="${plain}";filename*=UTF-8''${encoded}`;
}
