import type { ActorView } from "#lib/access/rules/actor.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";

export interface ScheduleView {
  id: string;
  name: string;
  product: PlaceReference;
  channel: string;
  environment: PlaceReference;
  template: PlaceReference;
  /** As they were given; null in the place of each secret one. */
  variables: Record<string, unknown>;
  priority: Priority;
  recurrence: { kind: "cron" | "rrule"; value: string };
  startsAt: string;
  timeZone: string;
  enabled: boolean;
  /** The next few times; none while it is switched off. */
  next: string[];
  lastAt: string | null;
  /** What came of it the last time, in words. */
  lastOutcome: string | null;
  createdAt: string;
  createdBy: ActorView;
}
