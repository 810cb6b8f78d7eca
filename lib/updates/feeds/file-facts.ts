import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { signatureNames } from "#lib/updates/rules/sidecar.ts";
import { saveSha512, type FeedFileRow } from "#lib/updates/store-feed-files.ts";

/** By the content's SHA-256: many may ask for a new release at once. */
const working = new Map<string, Promise<string>>();

/** SHA-512 in base64, which electron-updater compares. Worked out when it is asked for first, then kept. */
export async function sha512Of(ctx: Context, file: FeedFileRow): Promise<string> {
  const known = file.metadata.sha512;
  if (typeof known === "string") return known;
  const work = working.get(file.sha256) ?? workOut(ctx, file).finally(() => working.delete(file.sha256));
  working.set(file.sha256, work);
  return work;
}

async function workOut(ctx: Context, file: FeedFileRow): Promise<string> {
  const hash = createHash("sha512");
  await pipeline(await openBlobStore(ctx.config).open(file.sha256), hash);
  const sha512 = hash.digest("base64");
  await saveSha512(ctx.db, file.id, sha512);
  return sha512;
}

/** A signature is a line or a few; what is larger is something else. */
const SIGNATURE_BYTES_MAX = 8_192;

/** What signs a file: its metadata say it, or the file of the same name with .sig behind it. Null where neither does. */
export async function signatureOf(
  ctx: Context,
  file: FeedFileRow,
  files: readonly FeedFileRow[],
): Promise<string | null> {
  const { edSignature, signature } = file.metadata;
  if (typeof edSignature === "string") return edSignature;
  if (typeof signature === "string") return signature;
  const names = signatureNames(file.fileName);
  const companion = files.find((other) => names.includes(other.fileName));
  if (companion === undefined || companion.size > SIGNATURE_BYTES_MAX) return null;
  const chunks: Buffer[] = [];
  const content = await openBlobStore(ctx.config).open(companion.sha256);
  for await (const chunk of content as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8").trim();
}
