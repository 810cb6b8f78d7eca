import { z } from "zod";
import { deleteFile } from "#lib/artifacts/delete-file.ts";
import { getFile, listFiles } from "#lib/artifacts/find-files.ts";
import { listFilesInput, uploadFileInput } from "#lib/artifacts/input.ts";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

const file = z.object({
  id: z.uuid(),
  versionId: z.uuid(),
  fileName: z.string(),
  fileSize: z.number().int().describe("Bytes"),
  mimeType: z.string(),
  sha256: z.string(),
  sha1: z.string(),
  md5: z.string(),
  uploadedAt: z.string(),
  uploadedBy: actorShape,
});

export const uploadFileOperation = defineOperation({
  id: "uploadFile",
  method: "POST",
  path: "/api/distribution/cdn/upload",
  tag: "Versions",
  summary: "Add a file to a version",
  description:
    "A multipart form with the field versionId and the part file. A stated hash that does not fit refuses the file. " +
    "Once the version was rolled out, its files stay as they are.",
  auth: "user",
  rawBody: true,
  consumes: "multipart/form-data",
  body: uploadFileInput.partial({ fileName: true }).extend({ file: z.string().meta({ format: "binary" }) }),
  response: file,
  status: 201,
  run: (ctx, _input, request) =>
    uploadFile(ctx, { contentType: request.headers.get("content-type"), openBody: request.openBody }),
});

export const listFilesOperation = defineOperation({
  id: "listFiles",
  method: "GET",
  path: "/api/distribution/cdn/files",
  tag: "Versions",
  summary: "List the files of a version by name",
  auth: "user",
  query: listFilesInput,
  response: pageOf(file),
  run: listFiles,
});

export const getFileOperation = defineOperation({
  id: "getFile",
  method: "GET",
  path: "/api/distribution/cdn/files/{fileId}",
  tag: "Versions",
  summary: "Read what is known of a file",
  auth: "user",
  response: file,
  run: getFile,
});

export const deleteFileOperation = defineOperation({
  id: "deleteFile",
  method: "DELETE",
  path: "/api/distribution/cdn/files/{fileId}",
  tag: "Versions",
  summary: "Take a file away from a version that was never rolled out",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteFile,
});

export const filesOperations = [uploadFileOperation, listFilesOperation, getFileOperation, deleteFileOperation];
