// How much does an event matter to people who are not looking at it?
import { runVerbs, toneOf } from "#lib/events/rules/describe.ts";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";
import type { Tone } from "#lib/kernel/tone.ts";

/** From the least to the most. */
export const SEVERITIES = ["info", "notice", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A person has to act, or has done what must not go unseen. */
const CRITICAL: ReadonlySet<EventType> = new Set([
  "rollout_failed",
  "deployment_failed",
  "stage_rollback_failed",
  "rollback_glass_broken",
  "rollback_stuck",
  "rollback_failed",
  "automatic_rollback_started",
  "automatic_rollback_stopped",
  "file_quarantined",
  "notification_channel_disabled",
  "audit_tampering_found",
]);

/** What everybody is told of, whatever they muted: somebody went past the others. */
export const UNMUTABLE_TYPES: readonly EventType[] = ["rollback_glass_broken", "rollback_plan_forced"];

/** Somebody is asked for something, or a long way has come to its end, although the tone alone is a quiet one. */
const NOTABLE: ReadonlySet<EventType> = new Set([
  "rollout_created",
  "rollout_started",
  "rollout_resumed",
  "rollout_cancelled",
  "deployment_created",
  "deployment_approval_needed",
  "deployment_started",
  "deployment_resumed",
  "deployment_cancelled",
  "deployment_override_requested",
  "rollback_started",
  "rollback_plan_changed",
  "rollback_plan_expired",
  "rollback_plan_cancelled",
  "incident_written",
  "stage_waiting",
]);

const OF_TONE: Record<Tone, Severity> = {
  idle: "info",
  move: "info",
  wait: "info",
  good: "notice",
  warn: "notice",
  back: "warning",
  bad: "warning",
};

/**
 * What single devices do is told in tallies, not one by one; and what strangers send to our doors would make messages
 * of its own, each of which may come back to a door.
 */
const UNTOLD: ReadonlySet<EventType> = new Set([
  ...(Object.keys(runVerbs) as EventType[]),
  "device_rolling_back",
  "device_skipped",
  "webhook_received",
  "webhook_rejected",
  "sign_in_failed",
]);

export function severityOf(type: EventType): Severity {
  if (CRITICAL.has(type)) return "critical";
  const severity = UNMUTABLE_TYPES.includes(type) ? "warning" : OF_TONE[toneOf(type)];
  return severity === "info" && NOTABLE.has(type) ? "notice" : severity;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Says whether people are told of a type unless they chose types themselves. */
export function isTold(type: EventType): boolean {
  return !UNTOLD.has(type);
}

/** What the sidebar shows: what people are told of, but for the small change. */
export const NOTABLE_TYPES: readonly EventType[] = EVENT_TYPES.filter(
  (type) => isTold(type) && severityOf(type) !== "info",
);
