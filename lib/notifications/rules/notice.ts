// What does a message tell of one event, before any channel words it in its own way?
import { actorOf, describeEvent } from "#lib/events/rules/describe.ts";
import type { TellableEvent } from "#lib/events/rules/telling.ts";
import type { EventType } from "#lib/events/types.ts";
import { severityOf, type Severity } from "#lib/notifications/rules/severity.ts";
import type { Tone } from "#lib/kernel/tone.ts";

export interface ProductName {
  id: string;
  slug: string;
  name: string;
}

export interface Notice {
  seq: number;
  type: EventType;
  /** RFC 3339 */
  at: string;
  severity: Severity;
  tone: Tone;
  text: string;
  cause: string | null;
  /** Who did it, where that was a person or a program. */
  actor: string | null;
  /** The page of the thing that it is about, from the root of this server. */
  path: string | null;
  /** Somebody has to say yes before it goes on: on that page. */
  asksApproval: boolean;
  product: ProductName | null;
  rolloutId: string | null;
  subject: { kind: string; id: string };
  data: Record<string, unknown>;
}

/** One message, as it is kept until it is sent. */
export type Message =
  | { kind: "notice"; notice: Notice }
  /** `more`: how many were left out because one message cannot tell of them all. */
  | { kind: "digest"; rule: string; notices: Notice[]; more: number }
  | { kind: "test"; channel: string; by: string | null };

export type ToldEvent = TellableEvent & { seq: number; at: string; rolloutId: string | null };

export function toNotice(event: ToldEvent, product: ProductName | null): Notice {
  const story = describeEvent(event);
  return {
    seq: event.seq,
    type: event.type,
    at: event.at,
    severity: severityOf(event.type),
    tone: story.tone,
    text: story.text,
    cause: story.cause ?? null,
    actor: actorOf(event) ?? null,
    path: story.href ?? null,
    asksApproval: isAsking(event),
    product,
    rolloutId: event.rolloutId,
    subject: event.subject,
    data: event.data,
  };
}

/** Threads hold together what belongs to one plan, deployment or rollout; null for what stands alone. */
export function threadKeyOf({ subject, rolloutId }: Pick<ToldEvent, "subject" | "rolloutId">): string | null {
  if (THREADED.has(subject.kind)) return `${subject.kind}:${subject.id}`;
  return rolloutId === null ? null : `rollout:${rolloutId}`;
}

const THREADED: ReadonlySet<string> = new Set(["rollbackPlan", "deployment", "rollout"]);

/** Whatever waits for people says in its event how many of them are missing. */
function isAsking({ type, data }: TellableEvent): boolean {
  if (type === "deployment_override_requested") return true;
  return typeof data.missingApprovals === "number" && data.missingApprovals > 0;
}
