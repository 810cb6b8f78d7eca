"use client";

import { reconnectNow, type ConnectionState, useConnectionState } from "#components/live/connection.ts";
import { cn } from "#components/ui/cn.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";

const words: Record<ConnectionState, { label: string; help: string; dot: string }> = {
  connecting: { label: "Connecting", help: "Opening the live stream", dot: "border-2 border-idle" },
  live: { label: "Live", help: "This page follows what happens", dot: "bg-good" },
  reconnecting: {
    label: "Reconnecting",
    help: "The stream was cut. Click to try at once",
    dot: "border-2 border-warn",
  },
  offline: { label: "Offline", help: "No network. What you see may be out of date", dot: "rounded-none bg-bad" },
};

/** Says whether what is on the screen is what is so. */
export function ConnectionIndicator() {
  const state = useConnectionState();
  const { label, help, dot } = words[state];
  return (
    <Tooltip content={help}>
      <button
        type="button"
        onClick={() => state !== "live" && reconnectNow()}
        className="flex h-8 items-center gap-1.5 rounded-md px-2 text-xs text-muted hover:bg-hover"
      >
        <span aria-hidden className={cn("size-2 rounded-full", dot)} />
        <span role="status">{label}</span>
      </button>
    </Tooltip>
  );
}
