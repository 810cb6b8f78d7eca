// How the browser reads the event log.
import { api, apiLines, withQuery } from "#components/api.ts";
import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { CheckMessage } from "#lib/events/audit/view.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Page } from "#lib/kernel/page.ts";

const PATH = "/api/v1/events";
const FEED_SIZE = 100;

/** What happened in a rollout, the newest first. */
export const readRolloutFeed = (rollout: string, cursor: string | null, signal?: AbortSignal) =>
  api<Page<EventView>>(PATH, { query: { rollout, limit: FEED_SIZE, cursor }, signal });

/** What happened to one device in a rollout, the newest first. */
export const readDeviceFeed = (rollout: string, subject: string, signal?: AbortSignal) =>
  api<Page<EventView>>(PATH, { query: { rollout, subject, limit: FEED_SIZE }, signal });

const AUDIT = "/api/v1/audit";

/** Signs where the log ends now. */
export const makeCheckpoint = () => api<Checkpoint>(`${AUDIT}/checkpoints`, { method: "POST", body: {} });

/** Checks the whole log: how far it is, again and again, and at the end what it found. */
export const checkLog = (signal: AbortSignal) => apiLines<CheckMessage>(`${AUDIT}/verify`, signal);

export const CHECKPOINTS_FILE = `${AUDIT}/checkpoints/export`;
export const PUBLIC_KEY_FILE = `${AUDIT}/public-key`;

/** Where the log can be downloaded, as much of it as these filters let through. */
export const exportAddress = (format: "jsonl" | "csv", filter: Readonly<Record<string, string | undefined>>) =>
  withQuery(`${PATH}/export`, { ...filter, format });
