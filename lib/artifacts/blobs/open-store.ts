import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { DiskStore } from "#lib/artifacts/blobs/disk-store.ts";
import { S3Store } from "#lib/artifacts/blobs/s3-store.ts";
import type { Config } from "#lib/kernel/config.ts";

/** Where contents are kept: in a bucket where one is named, else in a folder. */
export type StoreSettings = Pick<Config, "uploadDir"> & Partial<Pick<Config, "s3">>;

/** The store that the configuration names. It holds nothing open, so it may be made for each use. */
export function openBlobStore({ uploadDir, s3 }: StoreSettings): BlobStore {
  return s3 ? new S3Store(s3) : new DiskStore(uploadDir);
}
