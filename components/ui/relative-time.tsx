"use client";

import { formatDuration, formatExact, formatRelative } from "#components/ui/format.ts";
import { useNow } from "#components/ui/now.ts";

const TICK_SECONDS = 10;

/** "5 min ago", with the exact moment and its zone on hover. */
export function RelativeTime({ at, fallback = "never", className }: RelativeTimeProps) {
  const now = useNow(TICK_SECONDS);
  if (!at) return <span className="text-faint">{fallback}</span>;
  // Rounding the present down could put something that just happened into the future.
  const seen = Math.max(now, Math.min(new Date(at).getTime(), now + TICK_SECONDS * 1000));
  return (
    <time
      dateTime={at}
      suppressHydrationWarning
      // Only when somebody asks: a title on every row of a long table would be formatted in vain.
      onPointerEnter={(event) => (event.currentTarget.title = formatExact(at))}
      className={className ?? "whitespace-nowrap"}
    >
      {formatRelative(at, seen)}
    </time>
  );
}

type RelativeTimeProps = { at: string | null | undefined; fallback?: string; className?: string };

/** How long something took, or has been going on for when it has no end yet. */
export function Duration({ from, to }: { from: string | null; to: string | null }) {
  const now = useNow();
  if (!from) return <span className="text-faint">–</span>;
  const end = to ? new Date(to).getTime() : now;
  return (
    <span suppressHydrationWarning className="whitespace-nowrap">
      {formatDuration((end - new Date(from).getTime()) / 1000)}
    </span>
  );
}

/** How long until a moment; says `past` when it has come. */
export function Countdown({ to, past }: { to: string; past: string }) {
  const now = useNow();
  const left = (new Date(to).getTime() - now) / 1000;
  return <span suppressHydrationWarning>{left > 0 ? formatDuration(left) : past}</span>;
}
