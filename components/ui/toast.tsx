"use client";

import dynamic from "next/dynamic";
import { useSyncExternalStore } from "react";

export type ToastMessage = {
  kind?: "info" | "good" | "warn" | "bad";
  title: string;
  detail?: string;
  /** Where the cause can be seen. */
  link?: { href: string; label: string };
  /** A toast of the same group takes the place of the earlier one. */
  group?: string;
};

export type ShownToast = ToastMessage & { id: number };

const SHOWN_MAX = 4;

const listeners = new Set<() => void>();
const none: readonly ShownToast[] = [];
let shown: readonly ShownToast[] = none;
let lastId = 0;

/** Tells the person something in passing, from anywhere in the browser's code. */
export function toast(message: ToastMessage): void {
  lastId += 1;
  const others = message.group ? shown.filter((one) => one.group !== message.group) : shown;
  update([...others, { ...message, id: lastId }].slice(-SHOWN_MAX));
}

function dismiss(id: number): void {
  update(shown.filter((one) => one.id !== id));
}

function update(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Loaded with the first toast: most pages never show one.
const ToastCorner = dynamic(() => import("#components/ui/toast-corner.tsx"), { ssr: false });

/** The place for toasts; the root layout has one. */
export function Toaster() {
  const toasts = useSyncExternalStore(
    subscribe,
    () => shown,
    () => none,
  );
  return lastId > 0 && <ToastCorner toasts={toasts} dismiss={dismiss} />;
}
