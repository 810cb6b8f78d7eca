"use client";

import { useHydrationPhase } from "#components/ui/now.ts";
import { formatExact } from "#components/ui/format.ts";
import type { SpanView } from "#lib/calendar/view.ts";

const sameDay = { hour: "2-digit", minute: "2-digit" } as const;
const withDay = { weekday: "short", day: "numeric", month: "short", ...sameDay } as const;

/** From when to when, in a rule's own zone; in the reader's on hover. */
export function SpanText({ span, timeZone }: { span: SpanView; timeZone: string }) {
  const phase = useHydrationPhase();
  const [from, to] = [new Date(span.startsAt), new Date(span.endsAt)];
  const day = new Intl.DateTimeFormat("en-CA", { timeZone });
  const isSameDay = day.format(from) === day.format(to);
  const write = (at: Date, parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...parts, timeZone }).format(at);
  return (
    <span
      key={phase}
      suppressHydrationWarning
      className="whitespace-nowrap tabular-nums"
      title={`${formatExact(from)} to ${formatExact(to)}`}
    >
      {write(from, withDay)} – {write(to, isSameDay ? sameDay : withDay)}
    </span>
  );
}
