import type { Metadata } from "next";
import { DownloadMenu } from "#components/events/download-menu.tsx";
import { EVENT_FILTERS } from "#components/events/event-filter.ts";
import { EventFilters } from "#components/events/event-filters.tsx";
import { EventLog } from "#components/events/event-log.tsx";
import { IntegrityPanel } from "#components/events/integrity-panel.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { readAuditState } from "#lib/events/audit/read-state.ts";
import { listEvents } from "#lib/events/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Event log" };

export default async function EventsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filter = pickQuery(params, EVENT_FILTERS);
  const [events, products, audit] = await loadPage(() =>
    Promise.all([
      listEvents(ctx, { ...filter, ...pickQuery(params, ["cursor"]) }),
      listProducts(ctx, { limit: 500 }),
      readAuditState(ctx),
    ]),
  );

  return (
    <>
      <PageHeader
        title="Event log"
        description="Everything that changed, by whom and why; chained, so that tampering shows."
        actions={<DownloadMenu filter={filter} />}
      />
      <IntegrityPanel state={audit} />
      <EventFilters products={products.items.map(({ id, slug }) => ({ id, slug }))} />
      <Panel>
        <EventLog events={events.items} filter={filter} hasMore={events.nextCursor !== null} />
        <Pager nextCursor={events.nextCursor} shown={events.items.length} noun="events" />
      </Panel>
    </>
  );
}
