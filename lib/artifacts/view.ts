import type { ActorView } from "#lib/access/rules/actor.ts";

/** A file of a version. */
export interface FileView {
  id: string;
  versionId: string;
  fileName: string;
  /** Bytes. */
  fileSize: number;
  mimeType: string;
  /** Lower-case hex, all three. */
  sha256: string;
  sha1: string;
  md5: string;
  uploadedAt: string;
  uploadedBy: ActorView;
  /** What caches are told instead of keeping it for good. */
  cacheControl: string | null;
  /** After this it is not handed out any more. */
  expiresAt: string | null;
  /** Its content was found damaged and is not handed out; the same file uploaded again brings it back. */
  isDamaged: boolean;
}

/** Where a file can be fetched. */
export interface FileLinkView {
  url: string;
  /** Null where it holds for good. */
  expiresAt: string | null;
}

/** A file that arrives in pieces. */
export interface UploadView {
  id: string;
  versionId: string;
  fileName: string;
  /** Bytes. */
  fileSize: number;
  /** How many bytes have arrived. */
  offset: number;
  expiresAt: string;
  /** The file that it became; null as long as something is missing. */
  fileId: string | null;
}

/** Contents that no file has any more. */
export interface CollectedFiles {
  /** Nothing was removed. */
  dryRun: boolean;
  count: number;
  bytes: number;
  /** The first thousand. */
  contents: { sha256: string; size: number }[];
  /** Uploads that nobody finished. */
  droppedUploads: number;
}
