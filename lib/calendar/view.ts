import type { ActorView } from "#lib/access/rules/actor.ts";
import type { RuleKind } from "#lib/calendar/rules/occasions.ts";
import type { Recurrence } from "#lib/calendar/rules/recurrence.ts";

export interface PlaceReference {
  id: string;
  slug: string;
  name: string;
}

export interface SpanView {
  startsAt: string;
  endsAt: string;
}

export interface CalendarRuleView {
  id: string;
  kind: RuleKind;
  name: string;
  /** Null on both: everywhere. */
  environment: PlaceReference | null;
  product: PlaceReference | null;
  recurrence: Recurrence;
  startsAt: string;
  durationMinutes: number;
  timeZone: string;
  reason: string;
  enabled: boolean;
  createdAt: string;
  createdBy: ActorView;
  updatedAt: string;
  /** Whether it holds at this moment. */
  holdsNow: boolean;
  /** The next few times, that which holds now first; none when it is over. */
  next: SpanView[];
}

/** What a rule would mean, before it is saved. */
export interface RulePreview {
  next: SpanView[];
  /** Local times that the clocks leave out within the next two years, and what becomes of them. */
  leftOut: { localTime: string; message: string }[];
  /** What is to be thought about, such as that nothing could ever start with it. */
  warnings: string[];
}

/** A window or a freeze as it lies behind a timeline. */
export interface BandView extends SpanView {
  ruleId: string;
  kind: RuleKind;
  name: string;
  environmentId: string | null;
  productId: string | null;
}

export interface CalendarView {
  bands: BandView[];
  /** Whether there were more than are shown. */
  isCut: boolean;
}

export interface LineStopView {
  id: string;
  environment: PlaceReference | null;
  product: PlaceReference | null;
  reason: string;
  stoppedAt: string;
  stoppedBy: ActorView;
  liftedAt: string | null;
  liftedBy: ActorView | null;
  liftReason: string | null;
}
