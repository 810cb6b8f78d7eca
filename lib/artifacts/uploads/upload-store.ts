import type { Readable } from "node:stream";
import { DataStore, Upload } from "@tus/server";
import type { PieceStore } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { UPLOAD_SECONDS_MAX } from "#lib/artifacts/uploads/begin-upload.ts";
import { finishUpload } from "#lib/artifacts/uploads/finish-upload.ts";
import { deleteUpload, findUpload, type UploadRecord } from "#lib/artifacts/uploads/store-uploads.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** What the tus library reads and writes: rows in our database, pieces in our store. */
export class UploadStore extends DataStore {
  readonly #ctx: Context;
  readonly #pieces: PieceStore;

  constructor(ctx: Context) {
    super();
    this.#ctx = ctx;
    this.#pieces = openBlobStore(ctx.config).pieces;
    this.extensions = ["creation", "creation-with-upload", "expiration", "termination"];
  }

  /** The row was made before, where what is wrong with it can still be said. */
  override create(upload: Upload): Promise<Upload> {
    return Promise.resolve(upload);
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.#pieces.append(id, offset, stream);
  }

  /** Where all has arrived and nothing was made of it, as after a kill, this makes up for it. */
  override async getUpload(id: string): Promise<Upload> {
    const upload = await requireUpload(this.#ctx, id);
    const { fileSize: size, fileName, versionId, createdAt, completedAt } = upload;
    const offset = completedAt ? size : await this.#pieces.sizeOf(id);
    if (offset === size && !completedAt) await finishUpload(this.#ctx, upload);
    const metadata = { filename: fileName, versionId };
    return new Upload({ id, size, offset, metadata, creation_date: createdAt.toISOString() });
  }

  override async remove(id: string): Promise<void> {
    await requireUpload(this.#ctx, id);
    await deleteUpload(this.#ctx.db, id);
    await this.#pieces.drop(id);
  }

  override getExpiration(): number {
    return UPLOAD_SECONDS_MAX * 1_000;
  }
}

/** Reads an upload. Throws NOT_FOUND also for one that has expired. */
export async function requireUpload(ctx: Context, id: string): Promise<UploadRecord> {
  const upload = await findUpload(ctx.db, id);
  if (!upload || upload.expiresAt <= ctx.clock.now()) throw notFound("upload");
  return upload;
}
