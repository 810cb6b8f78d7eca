import type { OutlookKind } from "#lib/check-in/rules/outlook.ts";
import type { ActionKind } from "#lib/rollouts/rules/rollout.ts";
import type { HealthCheckConfig } from "#lib/rollouts/rules/health-check.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";

/** A file of a release. */
export interface ArtifactView {
  name: string;
  /** A path on this server; the device's own token opens it. */
  url: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** A smaller download that makes the file out of the one that the device has, in a format that it can apply. */
  delta?: DeltaView;
}

export interface DeltaView {
  /** The version to whose file of the same line it is applied. */
  from: string;
  format: DeltaFormat;
  url: string;
  /** Of what is downloaded; what comes out has the artifact's own. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/** What a device is to do now. */
export interface OfferedActionView {
  id: number;
  kind: ActionKind;
  rolloutId: string;
  product: string;
  image: string;
  digest: string | null;
  version: string | null;
  /** Files to download; none where the image itself is what is installed. */
  artifacts: ArtifactView[];
  /** Only where the device is to check itself. */
  healthCheck?: HealthCheckConfig;
  /** Null while nobody waits for the device. */
  deadlineAt: string | null;
}

export interface DeviceStateView {
  pollSeconds: number;
  action: OfferedActionView | null;
  apps: Record<string, { image: string; digest: string | null; version: string | null }>;
}

/** One sentence about what a device is offered, or why it is offered nothing. */
export interface OutlookView {
  kind: OutlookKind;
  sentence: string;
  product: string | null;
  rollout: { id: string; number: number } | null;
  /** When the answer may change by itself. */
  until: string | null;
}

export type ReportAnswer = { accepted: true } | { accepted: false; reason: string };
