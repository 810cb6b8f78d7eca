import { randomUUID } from "node:crypto";
import { Server } from "@tus/server";
import { requirePermission } from "#lib/access/require-permission.ts";
import { beginUpload } from "#lib/artifacts/uploads/begin-upload.ts";
import { finishUpload } from "#lib/artifacts/uploads/finish-upload.ts";
import { uploadIdInput } from "#lib/artifacts/uploads/input.ts";
import { uploadLocker } from "#lib/artifacts/uploads/lock.ts";
import { requireUpload, UploadStore } from "#lib/artifacts/uploads/upload-store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, type ErrorCode } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

export const UPLOADS_PATH = "/api/distribution/cdn/uploads";
/** Which file the upload became; sent with the answer to its last piece. */
const FILE_ID_HEADER = "slipway-file-id";

/** A request of the tus protocol. */
export interface UploadRequest {
  method: string;
  headers: Headers;
  url: URL;
  body: ReadableStream<Uint8Array> | null;
}

/**
 * Answers a request of the tus protocol, version 1.0.0: a file that arrives in pieces, over as many requests as the line
 * allows. When its last byte is here, the file is part of its version. Throws our own errors.
 */
export async function serveUpload(ctx: Context, rawInput: unknown, request: UploadRequest): Promise<Response> {
  requirePermission(ctx.actor, "versions:write");
  const uploadId =
    request.method === "POST" || request.method === "OPTIONS"
      ? undefined
      : parseInput(uploadIdInput, rawInput).uploadId;

  let refusal: unknown = null;
  const response = await tusServer(ctx, uploadId, (error) => (refusal = error)).handleWeb({
    method: request.method,
    headers: request.headers,
    url: request.url.href,
    body: request.body,
    // Of a request the library reads these four, and of a Node server what lies below it.
  } as Request);
  if (refusal !== null) throw asOurs(refusal);
  if (response.status >= 400) throw asOurs({ status_code: response.status, body: await response.text() });
  // Whom we let in is decided by our own rules, and pages of other origins are not among them.
  for (const name of [...response.headers.keys()]) {
    if (name.startsWith("access-control-")) response.headers.delete(name);
  }
  return response;
}

/** One for each request: it is a handful of objects, and knows who asks. */
function tusServer(ctx: Context, uploadId: string | undefined, refuse: (error: unknown) => void): Server {
  return new Server({
    path: UPLOADS_PATH,
    // Behind a proxy nobody but the caller knows its host.
    relativeLocation: true,
    datastore: new UploadStore(ctx),
    locker: uploadLocker(ctx),
    maxSize: ctx.config.fileSizeBytesMax,
    namingFunction: () => randomUUID(),
    getFileIdFromRequest: () => uploadId,
    onUploadCreate: async (_request, { id, size, metadata = {} }) => {
      await beginUpload(ctx, { id, size: size ?? 0, metadata });
      return {};
    },
    onUploadFinish: async (_request, { id }) => {
      const upload = await requireUpload(ctx, id);
      if (!upload.completedAt) await finishUpload(ctx, upload);
      return { headers: { [FILE_ID_HEADER]: id } };
    },
    onResponseError: (_request, error) => {
      refuse(error);
      return undefined;
    },
  });
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  404: "NOT_FOUND",
  409: "CONFLICT",
  410: "NOT_FOUND",
  413: "TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
};

/** Errors of the protocol are plain objects with a status and a sentence. */
function asOurs(error: unknown): unknown {
  if (typeof error !== "object" || error === null || !("status_code" in error) || !("body" in error)) return error;
  const { status_code: status, body } = error;
  if (typeof status !== "number" || status >= 500) return error;
  return new DomainError(CODES[status] ?? "INVALID_INPUT", `The upload cannot go on. ${String(body).trim()}.`);
}
