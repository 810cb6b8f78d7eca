// Until when does a stage wait?
import type { StageConfig } from "#lib/templates/rules/stage-kinds.ts";

/** The later of the times that are named; with none of them it is over at once. A time without a zone is meant in UTC. */
export function readEnd({ minutes, until }: StageConfig<"wait">, since: Date): Date {
  const byMinutes = since.getTime() + (minutes ?? 0) * 60_000;
  return new Date(until === undefined ? byMinutes : Math.max(byMinutes, parseUtc(until)));
}

function parseUtc(text: string): number {
  return Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}
