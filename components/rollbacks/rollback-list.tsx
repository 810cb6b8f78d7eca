"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { CreatePlan } from "#components/rollbacks/create-plan.tsx";
import { listPlans, ROLLBACK_EVENTS, rollbackKeys, type RollbackFilter } from "#components/rollbacks/queries.ts";
import { RollbackTable } from "#components/rollbacks/rollback-table.tsx";
import { useMay } from "#components/session.tsx";
import { useAddress } from "#components/ui/address.ts";
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
import type { PlanSummary } from "#lib/rollbacks/view.ts";

/** The values are those of the API's `status`, so that a tab's address says what it lists. */
const tabs = [
  { value: "all", label: "All" },
  { value: "awaitingApproval,approved", label: "Waiting" },
  { value: "executing", label: "Under way" },
  { value: "needsDecision", label: "Half-way" },
  { value: "completed", label: "Completed" },
  { value: "failed,rejected,cancelled,expired", label: "Ended early" },
];

export type Option = { slug: string; name: string };

type RollbackListProps = {
  initial: Page<PlanSummary>;
  filter: RollbackFilter;
  products: readonly Option[];
  environments: readonly Option[];
};

/** Every plan to take a version back. */
export function RollbackList({ initial, filter, products, environments }: RollbackListProps) {
  const address = useAddress();
  const mayWrite = useMay("rollbacks:write");
  const list = useQuery({
    queryKey: rollbackKeys.list(filter),
    queryFn: ({ signal }) => listPlans(filter, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  useLiveRefresh({ types: ROLLBACK_EVENTS, keys: [rollbackKeys.list(filter)] });
  const steady = useSteadyRows(list.data.items, ({ id }) => id, JSON.stringify(filter));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title="Rollbacks"
        description="Take a version back: planned, checked, agreed to by a second person, and carried out in front of your eyes."
        actions={mayWrite && <CreatePlan products={products} environments={environments} />}
      />
      <Tabs label="Rollback plans by state" parameter="status" tabs={tabs} className="mb-3" />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField label="Search rollback plans" />
        <FilterSelect label="Product" parameter="product" all="Every product" options={products.map(toOption)} />
        <FilterSelect
          label="Environment"
          parameter="environment"
          all="Every environment"
          options={environments.map(toOption)}
        />
      </div>
      <Panel className="relative">
        {list.isError && list.data.items.length === 0 ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : (
          <div {...steady.hold}>
            <NewRows waiting={steady.waiting} noun="new plan" show={steady.show} />
            <RollbackTable
              plans={steady.rows}
              stale={list.isPlaceholderData}
              empty={isFiltered ? <NothingFits noun="plan" href={address.href(noFilters)} /> : <NoPlans />}
            />
          </div>
        )}
        <Pager nextCursor={list.data.nextCursor} shown={list.data.items.length} noun="plans" />
      </Panel>
    </>
  );
}

const noFilters = { status: null, q: null, product: null, environment: null, deploymentId: null };

function toOption({ slug, name }: Option) {
  return { value: slug, label: name };
}

function NoPlans() {
  return (
    <EmptyState icon={History} title="Nothing was taken back yet">
      When a version turns out bad, plan a rollback here or from its deployment. An environment can also be told to take
      back by itself what turns out bad.
    </EmptyState>
  );
}
