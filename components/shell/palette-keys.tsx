"use client";

import { useSyncExternalStore } from "react";
import { KeyHint } from "#components/ui/key-hint.tsx";

/** How the palette's key is called on this keyboard. */
export function usePaletteKeys(): string {
  return useSyncExternalStore(neverChanges, readKeys, () => "⌘K");
}

export function PaletteKeys() {
  return <KeyHint keys={usePaletteKeys()} />;
}

function readKeys(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";
}

function neverChanges(): () => void {
  return () => {};
}
