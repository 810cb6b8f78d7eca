import { Boxes } from "lucide-react";
import type { Metadata } from "next";
import { CreateFleet } from "#components/fleets/create-fleet.tsx";
import { FleetList } from "#components/fleets/fleet-list.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Fleets" };

const NEWS: readonly EventType[] = [
  "fleet_created",
  "fleet_updated",
  "fleet_deleted",
  "device_registered",
  "device_retired",
  "device_deleted",
];

export default async function FleetsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["q", "cursor"]);
  const fleets = await loadPage(() => listFleets(ctx, query));
  const mayWrite = mayDo(ctx.actor, "fleets:write");

  return (
    <>
      <PageHeader
        title="Fleets"
        description="Named groups of devices. Policies select devices by fleet and tags."
        actions={mayWrite && <CreateFleet />}
      />
      <FilterBar parameters={["q"]}>
        <SearchField label="Search fleets by name" />
      </FilterBar>
      <Panel>
        <FleetList
          fleets={fleets.items}
          empty={
            <EmptyState icon={Boxes} title={query.q ? "No fleet has this in its name" : "No fleets yet"}>
              {query.q
                ? "Search for another part of the name."
                : "Make one above; devices join by name or by enrollment token."}
            </EmptyState>
          }
        />
        <Pager nextCursor={fleets.nextCursor} shown={fleets.items.length} noun="fleets" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}
