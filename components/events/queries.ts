// How the browser reads the event log.
import { api } from "#components/api.ts";
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
