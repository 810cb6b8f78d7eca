import type { ChannelVersion } from "#lib/updates/rules/choose-version.ts";
import type { Distribution } from "#lib/updates/rules/gate.ts";
import type { DeltaPackage, FullPackage } from "#lib/updates/rules/plan-download.ts";
import type { PlatformFacts } from "#lib/updates/rules/platform.ts";

/** A product as far as update checks go: all that an answer is made of, but for the release notes. */
export interface ProductIndex {
  id: string;
  slug: string;
  name: string;
  /** host/repository, for images. */
  image: string | null;
  isPrivate: boolean;
  channels: ReadonlyMap<string, IndexedChannel>;
  /** By the content that they make. */
  deltasByResult: ReadonlyMap<string, readonly IndexedDelta[]>;
  /** What nobody should run any more. */
  deprecated: ReadonlySet<string>;
  /** What was told, each written once, and the notes in it, by version. They go with the index when anything changes. */
  bodies: Map<string, string>;
  notes: Map<string, VersionNotes>;
  /** Whole answers, where everybody who says the same of itself is told the same. */
  answers: Map<string, Answer>;
}

/** What a client is told, as JSON but for when it is to ask again. */
export interface Answer {
  text: string;
  /** The version that it is told of; null where there is nothing to do. */
  told: { versionId: string; distributionId: string | null } | null;
  /** When the answer may change by itself. */
  againAt: Date | null;
}

/** What people read of a version. */
export interface VersionNotes {
  releaseNotes: string;
  changelog: unknown[];
}

export interface IndexedChannel {
  id: string;
  name: string;
  versions: readonly IndexedVersion[];
  distributions: readonly Distribution[];
}

export interface IndexedVersion extends ChannelVersion {
  digest: string | null;
  /** The largest first: that is what people call the file of the version. */
  files: readonly IndexedFile[];
  releasedAt: Date;
  isMandatory: boolean;
}

export interface IndexedFile extends FullPackage {
  fileId: string;
  for: PlatformFacts;
  mimeType: string;
}

export interface IndexedDelta extends DeltaPackage {
  /** How the download is called. */
  downloadName: string;
  /** SHA-256 of the download. */
  checksum: string;
}
