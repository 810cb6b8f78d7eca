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
