import { z } from "zod";
import { deleteFile } from "#lib/artifacts/delete-file.ts";
import { getFile, listFiles } from "#lib/artifacts/find-files.ts";
import { collectFiles } from "#lib/artifacts/collect-files.ts";
import { collectFilesInput, listFilesInput, makeLinkInput, uploadFileInput } from "#lib/artifacts/input.ts";
import { makeLink } from "#lib/artifacts/make-link.ts";
import { openAddress } from "#lib/artifacts/open-address.ts";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { fileResponse } from "#lib/http/file-response.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";
import { parseInput } from "#lib/kernel/input.ts";

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
  cacheControl: z.string().nullable(),
  expiresAt: z.string().nullable(),
  isDamaged: z.boolean().describe("Its content is not handed out; the same file uploaded again brings it back."),
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

export const makeFileLinkOperation = defineOperation({
  id: "makeFileLink",
  method: "POST",
  path: "/api/distribution/cdn/files/{fileId}/link",
  tag: "Versions",
  summary: "Make the address under which a file can be fetched",
  description: "For good where its product is public; signed and short-lived where it is private.",
  auth: "user",
  body: makeLinkInput.omit({ fileId: true }),
  response: z.object({ url: z.string(), expiresAt: z.string().nullable() }),
  run: (ctx, input, request) => makeLink(ctx, input, request.origin),
});

export const fetchFileOperation = defineOperation({
  id: "fetchFile",
  method: "GET",
  path: "/files/{sha256}/{name}",
  tag: "Versions",
  summary: "Download a file by its hash and name",
  description:
    "What lies there never changes. Files of private products need a token, a session, or the signature of a link. " +
    "Conditions and ranges are answered as RFC 9110 says.",
  auth: "client",
  frequent: true,
  query: z.object({ expires: z.string().optional(), signature: z.string().optional() }),
  response: z.string().meta({ format: "binary" }),
  produces: "application/octet-stream",
  otherAnswers: { 206: "The part that Range asks for.", 304: "Unchanged.", 416: "No such part." },
  run: async (ctx, input, request) => {
    const { sha256, name, expires, signature } = parseInput(fetchFileInput, input);
    return fileResponse(request, await openAddress(ctx, { sha256, fileName: name }, { expires, signature }), ctx);
  },
});

/** The parameters that others add to addresses, such as those of campaigns, are nobody's business here. */
const fetchFileInput = z.object({
  sha256: z.string(),
  name: z.string(),
  expires: z.string().optional(),
  signature: z.string().optional(),
});

export const collectFilesOperation = defineOperation({
  id: "collectFiles",
  method: "POST",
  path: "/api/v1/files/gc",
  tag: "Versions",
  summary: "Remove contents that no file has any more, or say which would go",
  auth: "user",
  body: collectFilesInput,
  response: z.object({
    dryRun: z.boolean(),
    count: z.number().int(),
    bytes: z.number().int(),
    contents: z.array(z.object({ sha256: z.string(), size: z.number().int() })).describe("The first thousand."),
    droppedUploads: z.number().int(),
  }),
  run: collectFiles,
});

export const filesOperations = [
  collectFilesOperation,
  uploadFileOperation,
  listFilesOperation,
  getFileOperation,
  deleteFileOperation,
  makeFileLinkOperation,
  fetchFileOperation,
];
