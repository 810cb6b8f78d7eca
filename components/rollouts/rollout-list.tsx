"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play, Rocket } from "lucide-react";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { ALL_ROLLOUT_EVENTS, listRollouts, type RolloutFilter, rolloutKeys } from "#components/rollouts/queries.ts";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { StartRollout } from "#components/rollouts/start-rollout.tsx";
import { useMay } from "#components/session.tsx";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { NewRows } from "#components/ui/new-rows.tsx";
import { NothingFits } from "#components/ui/nothing-fits.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";
import type { Page } from "#lib/kernel/page.ts";
import { strategies } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const CALM_MS = 2000;
const DEFAULT_SORT = "-createdAt";

/** The values are those of the API's `status`, so that a tab's address says what it lists. */
const tabs = [
  { value: "all", label: "All" },
  { value: "pending,scheduled,running,rollingBack", label: "Under way" },
  { value: "paused", label: "Paused" },
  { value: "completed", label: "Completed" },
  { value: "failed,rolledBack,cancelled", label: "Ended early" },
];

type RolloutListProps = {
  initial: Page<RolloutView>;
  filter: RolloutFilter;
  products: readonly { slug: string }[];
};

/** Every rollout, found by state, product, strategy and words. */
export function RolloutList({ initial, filter, products }: RolloutListProps) {
  const address = useAddress();
  const mayWrite = useMay("rollouts:write");
  const list = useQuery({
    queryKey: rolloutKeys.list(filter),
    queryFn: ({ signal }) => listRollouts(filter, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  useLiveRefresh({ types: ALL_ROLLOUT_EVENTS, keys: [rolloutKeys.list(filter)], calmMs: CALM_MS });
  const steady = useSteadyRows(list.data.items, ({ id }) => id, JSON.stringify(filter));

  const isFiltered = Object.keys(filter).some((name) => name !== "sort");
  const setStarting = (isOn: boolean) =>
    address.replaceHere(isOn ? { start: "yes" } : { start: null, tag: null, productId: null });
  return (
    <>
      <PageHeader
        title="Rollouts"
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => setStarting(true)}>
              <Play aria-hidden />
              Start a rollout
            </Button>
          )
        }
      />
      <Tabs label="Rollouts by state" parameter="status" tabs={tabs} className="mb-3" />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField label="Search rollouts" />
        <FilterSelect
          label="Product"
          parameter="product"
          all="Every product"
          options={products.map(({ slug }) => ({ value: slug, label: slug }))}
        />
        <FilterSelect
          label="Strategy"
          parameter="strategy"
          all="Every strategy"
          options={strategies.map((value) => ({ value, label: value }))}
        />
      </div>
      <Panel className="relative">
        {list.isError && list.data.items.length === 0 ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : (
          <div {...steady.hold}>
            <NewRows waiting={steady.waiting} noun="new rollout" show={steady.show} />
            <RolloutTable
              label="Rollouts"
              rollouts={steady.rows}
              defaultSort={DEFAULT_SORT}
              stale={list.isPlaceholderData}
              empty={isFiltered ? <NothingFits noun="rollout" href={address.href(noFilters)} /> : <NoRollouts />}
            />
          </div>
        )}
        <Pager nextCursor={list.data.nextCursor} shown={list.data.items.length} noun="rollouts" />
      </Panel>
      {address.get("start") && mayWrite && (
        <StartRollout close={() => setStarting(false)} tag={address.get("tag")} productId={address.get("productId")} />
      )}
    </>
  );
}

const noFilters = { status: null, q: null, product: null, strategy: null, policy: null };

function NoRollouts() {
  return (
    <EmptyState icon={Rocket} title="No rollouts yet" command="docker push registry.example.com/team/app:1.0.0">
      A push starts one, once a policy matches the image and the registry tells Slipway. Or start one by hand.
    </EmptyState>
  );
}
