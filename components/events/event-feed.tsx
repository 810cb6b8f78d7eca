"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { actorOf, describeEvent, describeRun } from "#lib/events/rules/describe.ts";
import { type EventGroup, groupEvents } from "#components/events/group.ts";
import { cn } from "#components/ui/cn.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneFill } from "#components/ui/tone.ts";
import type { EventView } from "#lib/events/view.ts";

/** The story so far in plain sentences, the newest first; runs of the same thing are one line that opens. */
export function EventFeed({ events }: { events: readonly EventView[] }) {
  const groups = groupEvents(events);
  return (
    <ol className="relative before:absolute before:inset-y-3 before:left-[15.5px] before:w-px before:bg-line">
      {groups.map((group) => (
        <FeedLine key={group.key} group={group} />
      ))}
    </ol>
  );
}

/** The same without gathering runs, where there is only one device to tell of. */
export function EventList({ events }: { events: readonly EventView[] }) {
  return (
    <ol className="py-1.5">
      {events.map((event) => (
        <EventLine key={event.seq} event={event} />
      ))}
    </ol>
  );
}

function FeedLine({ group }: { group: EventGroup<EventView> }) {
  const [isOpen, setIsOpen] = useState(false);
  const [newest] = group.events;
  if (group.events.length === 1) return <EventLine event={newest} />;
  const { tone, cause } = describeEvent(newest);
  return (
    <>
      <Line tone={tone} at={newest.at} cause={cause}>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="inline-flex min-h-6 items-center gap-1 rounded text-left hover:underline"
        >
          {describeRun(group.type, group.events.length)}
          <ChevronRight aria-hidden className={cn("size-3 text-faint transition-transform", isOpen && "rotate-90")} />
        </button>
      </Line>
      {isOpen && group.events.map((event) => <EventLine key={event.seq} event={event} isInner />)}
    </>
  );
}

/** One event, linked to what it is about unless that is the page at hand. */
function EventLine({ event, isInner = false }: { event: EventView; isInner?: boolean }) {
  const { text, cause, tone, href } = describeEvent(event);
  const actor = actorOf(event);
  const isElsewhere = href !== undefined && event.subject.kind !== "rollout";
  return (
    <Line tone={tone} at={event.at} cause={cause} isInner={isInner}>
      {isElsewhere ? (
        <Link href={href} scroll={false} className="rounded hover:underline">
          {text}
        </Link>
      ) : (
        text
      )}
      {actor && <span className="text-muted"> by {actor}</span>}
    </Line>
  );
}

type LineProps = {
  tone: keyof typeof toneFill;
  at: string;
  cause?: string;
  isInner?: boolean;
  children: ReactNode;
};

function Line({ tone, at, cause, isInner = false, children }: LineProps) {
  return (
    <li className={cn("relative flex gap-2.5 py-1.5 pr-3 pl-3", isInner && "pl-8")}>
      <span
        aria-hidden
        className={cn("relative mt-1.5 size-2 shrink-0 rounded-full ring-4 ring-surface", toneFill[tone])}
      />
      <div className="min-w-0 flex-1">
        {children}
        {cause && <p className="text-xs text-muted">{cause}</p>}
      </div>
      <RelativeTime at={at} className="shrink-0 text-xs leading-5 whitespace-nowrap text-faint" />
    </li>
  );
}
