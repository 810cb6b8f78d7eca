"use client";

import { formatDuration, formatExact, formatRelative } from "#components/ui/format.ts";
import { useHydrationPhase, useWordsOfNow } from "#components/ui/now.ts";

type RelativeTimeProps = { at: string | null | undefined; fallback?: string; className?: string };

/** "5 min ago", with the exact moment and its zone on hover. */
export function RelativeTime({ at, fallback = "never", className }: RelativeTimeProps) {
  const phase = useHydrationPhase();
  const words = useWordsOfNow((now) => (at ? formatRelative(at, now) : fallback));
  if (!at) return <span className="text-faint">{words}</span>;
  return (
    <time
      key={phase}
      dateTime={at}
      suppressHydrationWarning
      // Only when somebody asks: a title on every row of a long table would be formatted in vain.
      onPointerEnter={(event) => (event.currentTarget.title = formatExact(at))}
      className={className ?? "whitespace-nowrap"}
    >
      {words}
    </time>
  );
}

/** A moment to the second, in the reader's zone. */
export function ExactTime({ at, className }: { at: string; className?: string }) {
  const phase = useHydrationPhase();
  return (
    <time key={phase} dateTime={at} suppressHydrationWarning className={className}>
      {formatExact(at)}
    </time>
  );
}

/** How long something took, or has been going on for when it has no end yet. */
export function Duration({ from, to }: { from: string | null; to: string | null }) {
  const phase = useHydrationPhase();
  const words = useWordsOfNow((now) => {
    if (!from) return "–";
    const end = to ? Date.parse(to) : now;
    return formatDuration((end - Date.parse(from)) / 1000);
  });
  return (
    <span key={phase} suppressHydrationWarning className="whitespace-nowrap">
      {words}
    </span>
  );
}

/** How long until a moment; says `past` when it has come. */
export function Countdown({ to, past }: { to: string; past: string }) {
  const words = useWordsOfNow((now) => {
    const left = (Date.parse(to) - now) / 1000;
    return left > 0 ? formatDuration(left) : past;
  });
  return <span suppressHydrationWarning>{words}</span>;
}
