import type { Metadata } from "next";
import { EventFilters } from "#components/events/event-filters.tsx";
import { EventLog } from "#components/events/event-log.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listEvents } from "#lib/events/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Event log" };

const FILTERS = ["types", "subject", "product", "rollout"] as const;

export default async function EventsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filter = pickQuery(params, FILTERS);
  const [events, products] = await loadPage(() =>
    Promise.all([listEvents(ctx, { ...filter, ...pickQuery(params, ["cursor"]) }), listProducts(ctx, { limit: 500 })]),
  );

  return (
    <>
      <PageHeader
        title="Event log"
        description="Everything that changed, by whom and why; chained, so that tampering shows."
      />
      <EventFilters products={products.items.map(({ id, slug }) => ({ id, slug }))} />
      <Panel>
        <EventLog events={events.items} filter={filter} />
        <Pager nextCursor={events.nextCursor} shown={events.items.length} noun="events" />
      </Panel>
    </>
  );
}
