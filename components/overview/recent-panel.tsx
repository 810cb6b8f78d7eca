"use client";

import Link from "next/link";
import { EventList } from "#components/events/event-feed.tsx";
import { Button } from "#components/ui/button.tsx";
import { NewRows } from "#components/ui/new-rows.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";
import type { EventView } from "#lib/events/view.ts";

/** What happened last, anywhere. */
export function RecentPanel({ events }: { events: readonly EventView[] }) {
  const steady = useSteadyRows(events, ({ seq }) => seq);
  return (
    <Panel
      title="Lately"
      actions={
        <Button asChild variant="ghost" size="sm">
          <Link href="/events">Event log</Link>
        </Button>
      }
    >
      {events.length === 0 ? (
        <p className="px-3 py-3 text-muted">Nothing has happened yet.</p>
      ) : (
        <div className="relative" {...steady.hold}>
          <NewRows waiting={steady.waiting} noun="new event" show={steady.show} />
          <EventList events={steady.rows} />
        </div>
      )}
    </Panel>
  );
}
