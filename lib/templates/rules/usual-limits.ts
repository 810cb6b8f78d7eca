// How long may a stage take, and how often is it tried, where its template does not say?
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

const HOUR = 60;
const DAY = 24 * HOUR;

interface Limits {
  timeLimitMinutes: number;
  attempts: number;
}

/**
 * What moves devices waits for devices that are switched off, and what waits for people waits for people: their limits
 * only end what everybody has forgotten. Calls to other systems are over in minutes and are tried again, but neither
 * a migration nor a load test, whose second run may do harm.
 */
const USUAL: Record<StageKind, Limits> = {
  rollout: { timeLimitMinutes: 30 * DAY, attempts: 1 },
  canary: { timeLimitMinutes: 30 * DAY, attempts: 1 },
  blueGreen: { timeLimitMinutes: 60 * DAY, attempts: 1 },
  regions: { timeLimitMinutes: 60 * DAY, attempts: 1 },
  trafficSwitch: { timeLimitMinutes: 15, attempts: 3 },
  migration: { timeLimitMinutes: 2 * HOUR, attempts: 1 },
  wait: { timeLimitMinutes: 366 * DAY, attempts: 1 },
  approval: { timeLimitMinutes: 7 * DAY, attempts: 1 },
  smokeTest: { timeLimitMinutes: 15, attempts: 3 },
  loadTest: { timeLimitMinutes: 30, attempts: 1 },
  webhook: { timeLimitMinutes: 30, attempts: 3 },
};

export function usualLimits(kind: StageKind): Limits {
  return USUAL[kind];
}
