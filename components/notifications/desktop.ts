"use client";

import { useEffect, useSyncExternalStore } from "react";
import { keepWhileHidden } from "#components/live/connection.ts";

const STORAGE_KEY = "slipway.desktop-notices";
const LOCK = "slipway-desktop-notices";

const listeners = new Set<() => void>();
/** Of many open tabs one shows the notices: the one that holds the lock. */
let isOurs = false;

/** Whether this browser can show notices outside its window at all; over plain HTTP none can. */
export function canShowOnDesktop(): boolean {
  return typeof Notification !== "undefined" && "locks" in navigator;
}

/** Whether the person wants them here, and the browser lets us. */
export function useWantsDesktop(): boolean {
  return useSyncExternalStore(subscribe, wantsDesktop, () => false);
}

/** Turns them on, after asking the browser, or off. Says what is so now. */
export async function setWantsDesktop(isWanted: boolean): Promise<boolean> {
  const isOn = isWanted && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(STORAGE_KEY, isOn ? "on" : "off");
  for (const listener of listeners) listener();
  return isOn;
}

/** Keeps one tab listening while nobody looks at it, and only one; when that is closed, the next takes over. */
export function useDesktopWatch(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const end = new AbortController();
    const watch = () => {
      isOurs = true;
      keepWhileHidden(true);
      return new Promise<void>((resolve) => end.signal.addEventListener("abort", () => resolve()));
    };
    navigator.locks.request(LOCK, { signal: end.signal }, watch).catch(() => undefined); // Turned off while it waited.
    return () => {
      end.abort();
      isOurs = false;
      keepWhileHidden(false);
    };
  }, [isWanted]);
}

type DesktopNotice = { title: string; body: string | undefined; tag: string; onClick: () => void };

/** Shows a notice, where this tab is the one that does and nobody is looking at it. */
export function showOnDesktop({ title, body, tag, onClick }: DesktopNotice): void {
  if (!isOurs || !document.hidden || Notification.permission !== "granted") return;
  const notice = makeNotice(title, { body, tag });
  notice?.addEventListener("click", () => {
    window.focus();
    onClick();
    notice.close();
  });
}

/** Null where the browser has the word and not the thing: on phones only a service worker may show notices. */
function makeNotice(title: string, options: { body: string | undefined; tag: string }): Notification | null {
  try {
    return new Notification(title, options);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function wantsDesktop(): boolean {
  return canShowOnDesktop() && localStorage.getItem(STORAGE_KEY) === "on" && Notification.permission === "granted";
}
