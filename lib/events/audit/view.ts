import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { Progress } from "#lib/events/audit/verify-log.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";

/** How the log stands, without checking it. */
export interface AuditState {
  lastSeq: number;
  /** In hex, of the last event. */
  lastHash: string;
  /** The log begins behind this event; 0 where nothing was cut off. */
  cutSeq: number;
  /** How many days events are kept; null for ever. */
  retentionDays: number | null;
  /** With which key this server signs. */
  keyId: string;
  lastCheckpoint: Checkpoint | null;
  /** The last tampering of which the log tells. */
  tampering: { seq: number; at: string; fault: string } | null;
}

/** What a check says on its way, and at its end. */
export type CheckMessage = ({ kind: "progress" } & Progress) | { kind: "verdict"; verdict: Verdict };
