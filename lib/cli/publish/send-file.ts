import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { type DetailedError, Upload } from "tus-js-client";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { UploadAddresses } from "#lib/cli/publish/upload-addresses.ts";
import { ApiError, toApiError } from "#lib/client/api.ts";

const PIECE_BYTES = 16 * 1_048_576;
/** Together longer than a restart of the server, or of what stands in front of it. */
const RETRY_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000];

/** A file on this machine, as it is to be published. */
export interface LocalFile {
  path: string;
  name: string;
  size: number;
  sha256: string;
}

export async function readLocalFile(file: string): Promise<LocalFile> {
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) throw new UsageError(`${file} is no file that can be read.`);
  if (facts.size === 0) throw new UsageError(`${file} is empty.`);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) hash.update(chunk as Buffer);
  return { path: file, name: path.basename(file), size: facts.size, sha256: hash.digest("hex") };
}

export interface Sending {
  url: string;
  token: string;
  versionId: string;
  file: LocalFile;
  onProgress: (sent: number) => void;
}

/**
 * Sends a file in pieces and answers the id that it has at the server. After a cut it goes on where it was; so it does
 * when the command is run again. Throws ApiError.
 */
export function sendFile({ url, token, versionId, file, onProgress }: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload: Upload = new Upload(createReadStream(file.path), {
      endpoint: `${url}/api/distribution/cdn/uploads`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { versionId, filename: file.name, sha256: file.sha256 },
      uploadSize: file.size,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(["slipway", url, versionId, file.name, file.sha256].join("/")),
      urlStorage: new UploadAddresses(),
      onProgress: (sent: number) => onProgress(sent),
      onError: (error) => reject(toOurs(error, url)),
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    void upload
      .findPreviousUploads()
      .then(([previous]) => {
        if (previous) upload.resumeFromPreviousUpload(previous);
        upload.start();
      })
      .catch(reject);
  });
}

function toOurs(error: Error | DetailedError, url: string): Error {
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (response) return toApiError(response.getStatus(), response.getBody());
  const cause = error.cause instanceof Error ? error.cause : error;
  return new ApiError(`${url} cannot be reached: ${cause.message}. Run the command again to go on.`, 0, null);
}
