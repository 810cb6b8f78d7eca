import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LivePage } from "#components/live/live-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageTabs } from "#components/ui/page-tabs.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DeliveryList } from "#components/webhooks/delivery-list.tsx";
import { formatOptions, statusOptions } from "#components/webhooks/looks.tsx";
import { webhookPages } from "#components/webhooks/pages.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listDeliveries } from "#lib/intake/list-deliveries.ts";
import { listSources } from "#lib/intake/list-sources.ts";

export const metadata: Metadata = { title: "Webhooks" };

const FILTERS = ["status", "source", "format"] as const;
const NEWS: readonly EventType[] = ["webhook_received", "webhook_rejected"];

export default async function WebhooksPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filters = pickQuery(params, FILTERS);
  const [deliveries, sources] = await loadPage(() =>
    Promise.all([
      listDeliveries(ctx, { ...filters, ...pickQuery(params, ["cursor"]) }),
      listSources(ctx, { limit: 500 }),
    ]),
  );
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <>
      <PageHeader title="Webhooks" description="What registries told Slipway, and what became of it." />
      <PageTabs label="Webhooks" pages={webhookPages} />
      <FilterBar parameters={FILTERS}>
        <FilterSelect label="Outcome" parameter="status" all="Every outcome" options={statusOptions} />
        <FilterSelect label="Format" parameter="format" all="Every format" options={formatOptions} />
        <FilterSelect
          label="Source"
          parameter="source"
          all="Every source"
          options={sources.items.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </FilterBar>
      <Panel>
        <DeliveryList deliveries={deliveries.items} empty={isFiltered ? <NothingFits /> : <NothingYet />} />
        <Pager nextCursor={deliveries.nextCursor} shown={deliveries.items.length} noun="deliveries" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}

function NothingFits() {
  return <EmptyState icon={Webhook} title="No delivery fits these filters" />;
}

function NothingYet() {
  return (
    <EmptyState
      icon={Webhook}
      title="No registry has called yet"
      action={
        <Button asChild variant="primary">
          <Link href="/webhooks/sources">Connect a registry</Link>
        </Button>
      }
    >
      Each call is kept here with what it said, whether it was believed, and the rollout it made.
    </EmptyState>
  );
}
