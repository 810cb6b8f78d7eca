import type { ActorView } from "#lib/access/rules/actor.ts";
import type { BandView, LineStopView, PlaceReference } from "#lib/calendar/view.ts";
import type { WaitReason } from "#lib/deployments/queue/rules/admission.ts";
import type { DurationSpread } from "#lib/deployments/queue/rules/estimate.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";

export interface EstimateView {
  at: string;
  earliest: string;
  /** Null where only the beginning of the spread is known. */
  latest: string | null;
}

export interface WaitView {
  code: WaitReason["code"];
  message: string;
  /** When that changes without anybody doing anything; null when nobody can say, or it never does. */
  until: string | null;
}

export interface OverrideView {
  reason: string;
  requestedBy: ActorView;
  confirmedBy: ActorView | null;
  confirmedAt: string | null;
}

export interface QueueItemView {
  /** Of the place in the line. */
  id: string;
  deploymentId: string;
  number: number;
  name: string;
  product: PlaceReference;
  environment: PlaceReference | null;
  version: string | null;
  /** waiting, running, done, failed or cancelled */
  status: string;
  priority: Priority;
  /** Place among those that wait for the same product, from 1; null for one that does not wait. */
  position: number | null;
  /** Null for one that does not wait, or starts this moment. */
  wait: WaitView | null;
  /** When it will start, as past deployments tell; null where they do not. */
  estimate: EstimateView | null;
  /** How long such deployments took; null where there were none. */
  duration: DurationSpread | null;
  scheduledAt: string | null;
  timeZone: string;
  enqueuedAt: string;
  startedAt: string | null;
  attempt: number;
  attemptsMax: number;
  lastError: string | null;
  override: OverrideView | null;
  createdBy: ActorView;
}

export interface QueueView {
  /** What runs, then what waits in the order of the line. */
  items: QueueItemView[];
  running: number;
  waiting: number;
  /** Whether more wait than are shown. */
  isCut: boolean;
}

export type TimelineKind = "finished" | "running" | "queued" | "scheduled" | "recurring";

export interface TimelineItem {
  /** Unique within a timeline. */
  id: string;
  kind: TimelineKind;
  deploymentId: string | null;
  queueId: string | null;
  scheduleId: string | null;
  number: number | null;
  title: string;
  productId: string;
  environmentId: string | null;
  /** As the deployment's, for those that run or are over. */
  status: string | null;
  startsAt: string;
  /** When it is over, most likely; null where nobody can say. */
  endsAt: string | null;
  /** Between which times it starts in eight of ten cases; the same for what has started. */
  earliestStart: string;
  latestStart: string | null;
  /** By when it is over in nine of ten cases. */
  latestEnd: string | null;
  priority: Priority | null;
  wait: string | null;
  timeZone: string;
}

export interface TimelineView {
  now: string;
  items: TimelineItem[];
  /** Waiting, and nobody can say until when: they have no place on the line of time. */
  unplaced: TimelineItem[];
  products: PlaceReference[];
  environments: PlaceReference[];
  bands: BandView[];
  stops: LineStopView[];
  isCut: boolean;
}
