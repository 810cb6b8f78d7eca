"use client";

import { useEffect, useRef } from "react";

export type Shortcut = { keys: string; label: string; run: () => void };

const SEQUENCE_MS = 1200;

// Later registrations win, so that a dialog or page may take a key for itself while it is open.
const shortcuts: Shortcut[] = [];
let prefix = "";
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

/** Does something when its keys are struck outside a field: "p", "shift+p", or a sequence such as "g r". */
export function useShortcut(keys: string, label: string, run: () => void, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const shortcut: Shortcut = { keys, label, run: () => latest.current() };
    shortcuts.push(shortcut);
    return () => {
      shortcuts.splice(shortcuts.indexOf(shortcut), 1);
    };
  }, [keys, label, enabled]);
}

/** What can be struck now, for the help. */
export function listShortcuts(): Shortcut[] {
  return [...new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut])).values()];
}

/** Listens for the whole page; the shell starts it once. */
export function startShortcuts(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target) || isBehindDialog(event.target)) return;
  const stroke =
    event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key)
      ? `shift+${event.key.toLowerCase()}`
      : event.key;
  const sequence = prefix ? `${prefix} ${stroke}` : stroke;
  clearTimeout(prefixTimer);
  prefix = "";

  const match = shortcuts.findLast((shortcut) => shortcut.keys === sequence);
  if (match) {
    event.preventDefault();
    match.run();
  } else if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${sequence} `))) {
    prefix = sequence;
    prefixTimer = setTimeout(() => (prefix = ""), SEQUENCE_MS);
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** An open dialog owns the keyboard: a key struck in it must not pause a rollout behind it. */
function isBehindDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
