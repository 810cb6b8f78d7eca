import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { DiskStore } from "#lib/artifacts/blobs/disk-store.ts";
import type { Config } from "#lib/kernel/config.ts";

/** The store that the configuration names. It holds nothing open, so it may be made for each use. */
export function openBlobStore(config: Pick<Config, "uploadDir">): BlobStore {
  return new DiskStore(config.uploadDir);
}
