import { Layers } from "lucide-react";
import type { Metadata } from "next";
import { CreateEnvironment } from "#components/environments/create-environment.tsx";
import { EnvironmentTabs } from "#components/environments/environment-tabs.tsx";
import { MatrixTable } from "#components/environments/matrix-table.tsx";
import { MATRIX_NEWS } from "#components/environments/news.ts";
import { LivePage } from "#components/live/live-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { showMatrix } from "#lib/environments/show-matrix.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Environments" };

const FLEETS_MAX = 500;

export default async function EnvironmentsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["q", "cursor"]);
  const [{ environments, items, nextCursor }, fleets] = await loadPage(() =>
    Promise.all([showMatrix(ctx, query), listFleets(ctx, { limit: FLEETS_MAX })]),
  );
  const create = mayDo(ctx.actor, "environments:write") && (
    <CreateEnvironment fleets={fleets.items.map(({ name }) => name)} />
  );

  return (
    <>
      <PageHeader
        title="Environments"
        description="Which version of each product runs where, how old it is, and how far behind the environment before."
        actions={environments.length > 0 && create}
      />
      <EnvironmentTabs />
      {environments.length === 0 ? (
        <Panel>
          <EmptyState icon={Layers} title="No environments yet" action={create}>
            An environment is a selection of devices with a place in the line: staging first, then production. Versions
            are promoted from one to the next.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <FilterBar parameters={["q"]}>
            <SearchField label="Search products" />
          </FilterBar>
          <Panel>
            {items.length === 0 ? (
              <EmptyState title={query.q ? "No product has this in its name" : "No products yet"}>
                {query.q ? "Search for another part of the name." : "Make a product and a version, then deploy it."}
              </EmptyState>
            ) : (
              <MatrixTable environments={environments} rows={items} />
            )}
            <Pager nextCursor={nextCursor} shown={items.length} noun="products" />
          </Panel>
        </>
      )}
      <LivePage types={MATRIX_NEWS} />
    </>
  );
}
