import { z } from "zod";
import { getUpload } from "#lib/artifacts/uploads/find-upload.ts";
import { serveUpload } from "#lib/artifacts/uploads/serve-upload.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineOperation, type RequestFacts } from "#lib/http/operation.ts";

const TUS = "tus-resumable";

const PROTOCOL =
  "A request of the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation, " +
  "creation-with-upload, expiration and termination.";

const upload = z.object({
  id: z.uuid(),
  versionId: z.uuid(),
  fileName: z.string(),
  fileSize: z.number().int().describe("Bytes"),
  offset: z.number().int().describe("How many bytes have arrived."),
  expiresAt: z.string(),
  fileId: z.uuid().nullable().describe("The file that it became."),
});

const tus = (ctx: Context, input: unknown, request: RequestFacts) =>
  serveUpload(ctx, input, { ...request, body: request.webBody() });

export const createUploadOperation = defineOperation({
  id: "createUpload",
  method: "POST",
  path: "/api/distribution/cdn/uploads",
  tag: "Versions",
  summary: "Begin a file that comes in pieces",
  description:
    `${PROTOCOL} Upload-Metadata names versionId and filename, and may name filetype and sha256. When the last byte has ` +
    "come, the file is part of its version, under the upload's id.",
  auth: "user",
  rawBody: true,
  consumes: "application/offset+octet-stream",
  response: z.void(),
  status: 201,
  run: tus,
});

export const getUploadOperation = defineOperation({
  id: "getUpload",
  method: "GET",
  path: "/api/distribution/cdn/uploads/{uploadId}",
  tag: "Versions",
  summary: "Read how far an upload has come",
  description: "HEAD with Tus-Resumable answers the same in the headers of the tus protocol.",
  auth: "user",
  response: upload,
  run: (ctx, input, request) => {
    const isTus = request.method === "HEAD" && request.headers.has(TUS);
    return isTus ? tus(ctx, input, request) : getUpload(ctx, input);
  },
});

export const appendToUploadOperation = defineOperation({
  id: "appendToUpload",
  method: "PATCH",
  path: "/api/distribution/cdn/uploads/{uploadId}",
  tag: "Versions",
  summary: "Add a piece to an upload",
  description: `${PROTOCOL} The answer to the last piece names the file in Slipway-File-Id.`,
  auth: "user",
  rawBody: true,
  consumes: "application/offset+octet-stream",
  response: z.void(),
  status: 204,
  run: tus,
});

export const dropUploadOperation = defineOperation({
  id: "dropUpload",
  method: "DELETE",
  path: "/api/distribution/cdn/uploads/{uploadId}",
  tag: "Versions",
  summary: "Give up an upload",
  description: `${PROTOCOL} A file that was completed stays.`,
  auth: "user",
  rawBody: true,
  response: z.void(),
  status: 204,
  run: tus,
});

export const describeUploadsOperation = defineOperation({
  id: "describeUploads",
  method: "OPTIONS",
  path: "/api/distribution/cdn/uploads",
  tag: "Versions",
  summary: "Ask what the server can do with uploads in pieces",
  description: PROTOCOL,
  auth: "user",
  rawBody: true,
  response: z.void(),
  status: 204,
  run: (ctx, input, request) => serveUpload(ctx, input, { ...request, body: null }),
});

export const uploadsOperations = [
  createUploadOperation,
  getUploadOperation,
  appendToUploadOperation,
  dropUploadOperation,
  describeUploadsOperation,
];
