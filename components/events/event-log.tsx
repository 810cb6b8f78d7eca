"use client";

import { ArrowUp, ScrollText } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { type EventFilter, fits } from "#components/events/event-filter.ts";
import { actorOf, describeEvent } from "#lib/events/rules/describe.ts";
import { useLiveEvents } from "#components/live/use-live-events.ts";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf, formatExact } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toneFill } from "#components/ui/tone.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";
import type { EventView } from "#lib/events/view.ts";

/** The whole log, the newest first. What is new is counted above and shown on demand, so that no line moves. */
export function EventLog({ events, filter, hasMore }: EventLogProps) {
  const [opened, setOpened] = useState<EventView | null>(null);
  return (
    <>
      <NewEvents newestSeq={events[0]?.seq ?? 0} filter={filter} />
      <DataTable
        label="Events"
        columns={columns}
        rows={events}
        rowKey={({ seq }) => String(seq)}
        onRowOpen={setOpened}
        isSelected={(event) => event.seq === opened?.seq}
        empty={<NothingFound isSearching={hasMore} />}
      />
      <Drawer
        open={opened !== null}
        onOpenChange={() => setOpened(null)}
        title={opened ? describeEvent(opened).text : ""}
        description={opened ? `Event ${opened.seq}, ${opened.type}` : undefined}
      >
        {opened && <EventDetail event={opened} />}
      </Drawer>
    </>
  );
}

type EventLogProps = {
  events: readonly EventView[];
  filter: EventFilter;
  /** The search has not come to the end of the log. */
  hasMore: boolean;
};

/** A search for what no index knows looks at so many events and no more at a time. */
function NothingFound({ isSearching }: { isSearching: boolean }) {
  if (!isSearching) return <EmptyState icon={ScrollText} title="No event fits these filters" />;
  return (
    <EmptyState icon={ScrollText} title="No event among the newest ones fits">
      Older ones are on the next page. A product, an area or a time makes the search quicker.
    </EmptyState>
  );
}

const columns: Column<EventView>[] = [
  {
    id: "seq",
    header: "No.",
    align: "right",
    hideBelow: "sm",
    className: "w-16 text-faint",
    cell: (event) => event.seq,
  },
  // Takes the room that is left, and no more, so that long image names do not push the time off small screens.
  { id: "what", header: "What happened", className: "w-full max-w-0", cell: (event) => <What event={event} /> },
  {
    id: "type",
    header: "Type",
    hideBelow: "lg",
    className: "whitespace-nowrap text-muted",
    cell: (event) => event.type,
  },
  { id: "actor", header: "By", hideBelow: "md", className: "whitespace-nowrap", cell: (event) => <By event={event} /> },
  { id: "at", header: "When", align: "right", cell: (event) => <RelativeTime at={event.at} /> },
];

function What({ event }: { event: EventView }) {
  const { text, cause, tone, href } = describeEvent(event);
  return (
    <span className="flex items-baseline gap-2.5">
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", toneFill[tone])} />
      <span className="min-w-0">
        {href ? (
          <Link href={href} className="rounded hover:underline">
            {text}
          </Link>
        ) : (
          text
        )}
        {cause && <span className="line-clamp-2 text-xs text-muted">{cause}</span>}
      </span>
    </span>
  );
}

function By({ event }: { event: EventView }) {
  const person = actorOf(event);
  if (person) return person;
  return <span className="text-muted">{event.actor.name ?? event.actor.kind}</span>;
}

/** Says how many fitting events came since the page was read. */
function NewEvents({ newestSeq, filter }: { newestSeq: number; filter: EventFilter }) {
  const router = useRouter();
  const address = useAddress();
  const [isPending, startTransition] = useTransition();
  const [seen, setSeen] = useState<readonly number[]>([]);
  const fresh = seen.filter((seq) => seq > newestSeq);

  useLiveEvents(EVENT_TYPES, (event) => {
    if (fits(event, filter)) setSeen((before) => [...before.filter((seq) => seq > newestSeq), event.seq]);
  });

  if (fresh.length === 0) return null;
  return (
    <div className="sticky top-12 z-20 flex justify-center border-b border-line bg-surface py-1.5">
      <Button
        size="sm"
        busy={isPending}
        onClick={() =>
          startTransition(() => {
            if (address.get("cursor") === null) router.refresh();
            else router.push(address.href({ cursor: null }));
          })
        }
      >
        <ArrowUp aria-hidden />
        Show {countOf(fresh.length, "new event")}
      </Button>
    </div>
  );
}

function EventDetail({ event }: { event: EventView }) {
  const { actor, subject } = event;
  const actorKey = actor.id ?? actor.name;
  const rows: { name: string; value: string; all?: string }[] = [
    { name: "When", value: formatExact(event.at) },
    {
      name: "By",
      value: [actor.name, `(${actor.kind})`].filter(Boolean).join(" "),
      all: actorKey && `/events?actor=${encodeURIComponent(actorKey)}`,
    },
    {
      name: "About",
      value: `${subject.kind} ${subject.id}`,
      all: `/events?subject=${encodeURIComponent(subject.id)}`,
    },
  ];
  const { href } = describeEvent(event);
  return (
    <div className="space-y-4 p-4">
      <dl className="space-y-2">
        {rows.map(({ name, value, all }) => (
          <div key={name}>
            <dt className="text-2xs text-faint">{name}</dt>
            <dd className="flex flex-wrap gap-x-2 break-all">
              {value}
              {all && (
                <Link href={all} className="rounded text-accent-ink hover:underline">
                  all such events
                </Link>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {href && (
        <Button asChild>
          <Link href={href}>Go there</Link>
        </Button>
      )}
      <pre
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5"
      >
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </div>
  );
}
