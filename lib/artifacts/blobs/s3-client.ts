import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import type { S3Settings } from "#lib/kernel/config.ts";

const CONNECT_MILLIS = 5_000;
/** Between two bytes, not for a whole content. */
const SILENCE_MILLIS = 30_000;
const TRIES_MAX = 3;

const clients = new Map<string, S3Client>();

/** The client for a bucket: one for each process, which keeps its connections. */
export function s3Client(settings: S3Settings): S3Client {
  const key = JSON.stringify(settings);
  let client = clients.get(key);
  if (!client) {
    client = new S3Client({
      region: settings.region,
      ...(settings.endpoint !== null && { endpoint: settings.endpoint }),
      ...(settings.credentials !== null && { credentials: settings.credentials }),
      // Hosts of one's own rarely have a name for each bucket.
      forcePathStyle: settings.endpoint !== null,
      maxAttempts: TRIES_MAX,
      // Not every compatible service knows the newer checksums; contents are known by their SHA-256 anyway.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: CONNECT_MILLIS, socketTimeout: SILENCE_MILLIS },
    });
    clients.set(key, client);
  }
  return client;
}

/** Turns what the service says into an error of ours. What is not its own, such as a cut upload, stays as it is. */
export function asS3Error(error: unknown): Error {
  if (error instanceof DomainError) return error;
  if (isMissing(error)) return notFound("file");
  if (!(error instanceof Error)) return new Error(String(error));
  return new DomainError("UNAVAILABLE", "The store of files cannot be reached right now. Try again in a moment.", {
    retryAfterSeconds: 10,
    cause: error,
  });
}

export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}
