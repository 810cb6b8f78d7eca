import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  UploadPartCopyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { ByteRange } from "#lib/artifacts/blobs/blob-store.ts";
import { asS3Error, isMissing, s3Client } from "#lib/artifacts/blobs/s3-client.ts";
import type { S3Settings } from "#lib/kernel/config.ts";

/** Two are under way at once, so this is what an upload holds in memory, three times. */
const PART_BYTES = 8 * 1_048_576;
const PARTS_AT_ONCE = 2;
/** The most that is copied at once; S3 allows 5 GiB. */
const COPY_BYTES_MAX = 4 * 1_073_741_824;

export interface ObjectFacts {
  key: string;
  size: number;
  modifiedAt: Date;
}

/** The objects of a bucket, under keys without its prefix. Throws NOT_FOUND and UNAVAILABLE. */
export class S3Objects {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(settings: S3Settings) {
    this.#client = s3Client(settings);
    this.#bucket = settings.bucket;
    this.#prefix = settings.prefix;
  }

  /** Writes a stream of any length. Until its end is there, nothing of it can be seen. Rejects as the stream does. */
  async putStream(key: string, stream: Readable): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#at(key), Body: stream },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await upload.done();
    } catch (error) {
      // Of the two the stream's own error is the cause.
      throw stream.errored ?? asS3Error(error);
    }
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask(() => this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: bytes })));
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const { Body } = await this.#ask(() => this.#client.send(new GetObjectCommand({ ...this.#at(key), Range })));
    // In Node it is a stream of Node's.
    return Body as Readable;
  }

  async sizeOf(key: string): Promise<number | null> {
    try {
      const { ContentLength = 0 } = await this.#client.send(new HeadObjectCommand(this.#at(key)));
      return ContentLength;
    } catch (error) {
      if (isMissing(error)) return null;
      throw asS3Error(error);
    }
  }

  async copy(from: string, to: string, size: number): Promise<void> {
    const CopySource = encodeURI(`${this.#bucket}/${this.#prefix}${from}`);
    if (size > COPY_BYTES_MAX) return this.#copyInParts(CopySource, to, size);
    await this.#ask(() => this.#client.send(new CopyObjectCommand({ ...this.#at(to), CopySource })));
  }

  async remove(key: string): Promise<void> {
    await this.#ask(() => this.#client.send(new DeleteObjectCommand(this.#at(key))));
  }

  async *list(under: string): AsyncIterable<ObjectFacts[]> {
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.#bucket, Prefix: this.#prefix + under },
    );
    try {
      for await (const { Contents = [] } of pages) {
        yield Contents.map(({ Key = "", Size = 0, LastModified = new Date() }) => ({
          key: Key.slice(this.#prefix.length),
          size: Size,
          modifiedAt: LastModified,
        }));
      }
    } catch (error) {
      throw asS3Error(error);
    }
  }

  async #copyInParts(CopySource: string, to: string, size: number): Promise<void> {
    const at = this.#at(to);
    const { UploadId } = await this.#ask(() => this.#client.send(new CreateMultipartUploadCommand(at)));
    try {
      const Parts = [];
      for (let start = 0, PartNumber = 1; start < size; start += COPY_BYTES_MAX, PartNumber++) {
        const CopySourceRange = `bytes=${start}-${Math.min(start + COPY_BYTES_MAX, size) - 1}`;
        const part = { ...at, UploadId, PartNumber, CopySource, CopySourceRange };
        const { CopyPartResult } = await this.#client.send(new UploadPartCopyCommand(part));
        Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
      }
      await this.#client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    } catch (error) {
      await this.#client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
      throw asS3Error(error);
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      throw asS3Error(error);
    }
  }
}
