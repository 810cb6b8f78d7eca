"use client";

import { useSyncExternalStore } from "react";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";
import type { EventView } from "#lib/events/view.ts";

/** What the stream carries of an event; the rollout's and product's ids are there when it concerns one. */
export type LiveEvent = Pick<EventView, "seq" | "type" | "at" | "subject" | "actor" | "data"> &
  Partial<Pick<EventView, "rolloutId" | "productId">>;

export type ConnectionState = "connecting" | "live" | "reconnecting" | "offline";

const STREAM_PATH = "/api/v1/events/stream";
const RETRY_FIRST_MS = 1000;
const RETRY_LONGEST_MS = 30_000;
// Browsers allow six connections to one host over HTTP/1.1, and each open tab holds one for its stream. A tab that
// nobody looks at gives its own back.
const HIDDEN_GRACE_MS = 60_000;

type Listener = (event: LiveEvent) => void;

const listeners = new Map<EventType, Set<Listener>>();
const stateListeners = new Set<() => void>();
const gapListeners = new Set<() => void>();

let source: EventSource | null = null;
let state: ConnectionState = "connecting";
let hasBeenLive = false;
let retries = 0;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
let isKeptWhileHidden = false;

/** Opens the tab's one stream and keeps it open; the shell starts it. Returns how to stop. */
export function startLive(): () => void {
  connect();
  window.addEventListener("online", reconnectNow);
  window.addEventListener("offline", onOffline);
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    window.removeEventListener("online", reconnectNow);
    window.removeEventListener("offline", onOffline);
    document.removeEventListener("visibilitychange", onVisibility);
    disconnect();
  };
}

/** Hears every event of these types until the returned function is called. */
export function listen(types: readonly EventType[], listener: Listener): () => void {
  for (const type of types) {
    const ofType = listeners.get(type) ?? new Set();
    listeners.set(type, ofType.add(listener));
  }
  return () => {
    for (const type of types) listeners.get(type)?.delete(listener);
  };
}

/** Hears that the stream is back after a break, so that what was read before may be out of date. */
export function listenForGaps(listener: () => void): () => void {
  gapListeners.add(listener);
  return () => gapListeners.delete(listener);
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(
    subscribeToState,
    () => state,
    () => "connecting",
  );
}

/** Tries again at once instead of waiting for the next turn. */
export function reconnectNow(): void {
  retries = 0;
  disconnect();
  connect();
}

function connect(): void {
  const opened = new EventSource(STREAM_PATH);
  source = opened;
  opened.addEventListener("open", onOpen);
  opened.addEventListener("error", () => onError(opened));
  for (const type of EVENT_TYPES) opened.addEventListener(type, deliver);
}

function disconnect(): void {
  clearTimeout(retryTimer);
  source?.close();
  source = null;
}

function onOpen(): void {
  retries = 0;
  setState("live");
  if (hasBeenLive) for (const listener of gapListeners) listener();
  hasBeenLive = true;
}

/** A cut stream is resumed by the browser itself, with Last-Event-ID. After a refusal it gives up, so we go on. */
function onError(failed: EventSource): void {
  if (failed !== source) return;
  setState(navigator.onLine ? (hasBeenLive ? "reconnecting" : "connecting") : "offline");
  if (failed.readyState !== EventSource.CLOSED) return;
  const pause = Math.min(RETRY_FIRST_MS * 2 ** retries, RETRY_LONGEST_MS) * (0.5 + Math.random() / 2);
  retries += 1;
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => {
    disconnect();
    connect();
  }, pause);
}

function onOffline(): void {
  setState("offline");
}

/**
 * Keeps this tab's stream while nobody looks at it, for one that tells of what happens outside its window; else it is
 * given back after a while.
 */
export function keepWhileHidden(isKept: boolean): void {
  isKeptWhileHidden = isKept;
  onVisibility();
}

function onVisibility(): void {
  clearTimeout(hiddenTimer);
  if (document.hidden && !isKeptWhileHidden) hiddenTimer = setTimeout(disconnect, HIDDEN_GRACE_MS);
  else if (!source) reconnectNow();
}

function deliver(message: MessageEvent<string>): void {
  const event = JSON.parse(message.data) as LiveEvent;
  for (const listener of listeners.get(event.type) ?? []) listener(event);
}

function setState(next: ConnectionState): void {
  if (next === state) return;
  state = next;
  for (const listener of stateListeners) listener();
}

function subscribeToState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}
