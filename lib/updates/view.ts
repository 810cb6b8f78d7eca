import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import type { Reason } from "#lib/updates/rules/choose-version.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";
import type { DistributionState, Strategy } from "#lib/updates/rules/share.ts";

/** What a client downloads. */
export interface DownloadView {
  id: string;
  url: string;
  /** Bytes. */
  size: number;
  /** SHA-256 of what is downloaded. */
  checksum: string;
  isDelta: boolean;
  format: DeltaFormat | "full";
  /** Null for a whole file. */
  deltaFromVersion: string | null;
  /** SHA-256 of the file that a delta is applied to; null for a whole file. */
  baseSha256: string | null;
  /** SHA-256 of the file that comes out. */
  resultSha256: string;
  fileName: string;
}

/** The ways to one file of a version. */
export interface FileUpdateView {
  fileName: string;
  /** The smallest single download that leads there. */
  package: DownloadView;
  /** Several deltas in the order in which they are applied, where they are smaller than the single download. */
  chain: DownloadView[];
  /** The whole file. */
  fallback: DownloadView;
}

export type UpdateAnswer =
  | {
      updateAvailable: false;
      reason: Reason;
      /** What exactly is in the way; null where the reason says it all. */
      detail: string | null;
      currentVersion: string;
      channel: string;
      checkAgainSeconds: number;
    }
  | {
      updateAvailable: true;
      channel: string;
      fromVersion: string;
      toVersion: string;
      /** Where the way leads: beyond toVersion where that is a version to be passed through. */
      targetVersion: string;
      releaseNotes: string;
      changelog: ChangelogEntry[];
      /** Of the main file; null for images. */
      package: DownloadView | null;
      chain: DownloadView[];
      fallback: DownloadView | null;
      /** Every file of the version that is for this client. */
      files: FileUpdateView[];
      /** host/repository@digest; null for what consists of files. */
      image: string | null;
      mandatory: boolean;
      distributionId: string | null;
      checkAgainSeconds: number;
    };

export interface DistributionView {
  id: string;
  productId: string;
  channel: string;
  version: string;
  versionId: string;
  otherVersion: string | null;
  otherVersionId: string | null;
  /** Of a split that is completed: the version that everybody is offered. */
  winner: string | null;
  strategy: Strategy;
  status: DistributionState;
  statusReason: string | null;
  /** What somebody set; steps may have led beyond it. */
  percent: number;
  /** The share that is offered it now. */
  share: number;
  steps: { percent: number; at: string }[];
  nextChangeAt: string | null;
  startsAt: string | null;
  timeZone: string;
  createdAt: string;
  createdBy: ActorView;
  endedAt: string | null;
}

export interface PackageView {
  id: string;
  productId: string;
  /** Null for a whole file. */
  fromVersion: string | null;
  toVersion: string;
  fileName: string;
  isDelta: boolean;
  format: DeltaFormat | "full";
  state: "queued" | "making" | "ready" | "dropped" | "failed";
  /** Null until it is made. */
  packageSize: number | null;
  resultSize: number;
  checksum: string | null;
  resultSha256: string;
  url: string | null;
  /** 1 − package ÷ result; null for whole files and what is not made. */
  savedShare: number | null;
  /** A smaller one may follow. */
  isImproving: boolean;
  attempts: { format: string; level?: number; size?: number; seconds?: number; error?: string }[];
  reason: string | null;
  releaseNotes: string;
  createdAt: string;
  createdBy: ActorView;
}

/** How much of an image is pulled by a host that has another one. */
export type PullView =
  | {
      kind: "measured";
      platform: string;
      /** Bytes of all layers of the new image. */
      totalBytes: number;
      bytesToPull: number;
      reusedBytes: number;
      reusedLayers: number;
      layers: number;
    }
  | { kind: "unavailable"; reason: string };

/** What became of those who were told of a version. */
export interface OutcomeCounts {
  told: number;
  downloaded: number;
  installed: number;
  failed: number;
}

export interface AnalyticsView {
  productId: string;
  since: string;
  versions: (OutcomeCounts & { versionId: string; version: string; lastToldAt: string })[];
  /** How many had installed each version by then: the adoption curves. */
  points: { at: string; counts: { version: string; installed: number }[] }[];
  /** The sides of splits, compared. */
  splits: {
    distributionId: string;
    channel: string;
    sides: (OutcomeCounts & { version: string; isOther: boolean; failureRate: number | null })[];
    /** The chance that the difference in failures is accident alone; null where it cannot be told yet. */
    pValue: number | null;
  }[];
  failures: { version: string; error: string; count: number }[];
}
