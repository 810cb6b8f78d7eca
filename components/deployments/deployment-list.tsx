"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Layers, ListChecks, Play } from "lucide-react";
import Link from "next/link";
import { DeploymentTable } from "#components/deployments/deployment-table.tsx";
import {
  DEPLOYMENT_EVENTS,
  deploymentKeys,
  listDeployments,
  type DeploymentFilter,
} from "#components/deployments/queries.ts";
import { triggerWords } from "#components/deployments/trigger-words.ts";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
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
import { triggerKinds } from "#lib/deployments/rules/deployment.ts";
import type { DeploymentSummary } from "#lib/deployments/view.ts";
import type { Page } from "#lib/kernel/page.ts";

const CALM_MS = 2000;
const DEFAULT_SORT = "-createdAt";

/** The values are those of the API's `status`, so that a tab's address says what it lists. */
const tabs = [
  { value: "all", label: "All" },
  { value: "queued", label: "Queued" },
  { value: "running,paused,rollingBack", label: "Under way" },
  { value: "completed", label: "Completed" },
  { value: "failed,rolledBack,cancelled", label: "Ended early" },
];

type Option = { slug: string; name: string };

type DeploymentListProps = {
  initial: Page<DeploymentSummary>;
  filter: DeploymentFilter;
  products: readonly Option[];
  environments: readonly Option[];
};

/** Every deployment, found by state, product, environment, what made it, and words. */
export function DeploymentList({ initial, filter, products, environments }: DeploymentListProps) {
  const address = useAddress();
  const mayWrite = useMay("deployments:write");
  const list = useQuery({
    queryKey: deploymentKeys.list(filter),
    queryFn: ({ signal }) => listDeployments(filter, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  useLiveRefresh({ types: DEPLOYMENT_EVENTS, keys: [deploymentKeys.list(filter)], calmMs: CALM_MS });
  const steady = useSteadyRows(list.data.items, ({ id }) => id, JSON.stringify(filter));
  const isFiltered = Object.keys(filter).some((name) => name !== "sort");
  return (
    <>
      <PageHeader
        title="Deployments"
        actions={
          mayWrite && (
            <>
              <Button asChild>
                <Link href="/deployments/groups/new">
                  <Layers aria-hidden />
                  Several products
                </Link>
              </Button>
              <Button asChild variant="primary">
                <Link href="/templates">
                  <Play aria-hidden />
                  Deploy by a template
                </Link>
              </Button>
            </>
          )
        }
      />
      <Tabs label="Deployments by state" parameter="status" tabs={tabs} className="mb-3" />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField label="Search deployments" />
        <FilterSelect label="Product" parameter="product" all="Every product" options={products.map(toOption)} />
        <FilterSelect
          label="Environment"
          parameter="environment"
          all="Every environment"
          options={environments.map(toOption)}
        />
        <FilterSelect
          label="Made by"
          parameter="trigger"
          all="Made by anything"
          options={triggerKinds.map((value) => ({ value, label: triggerWords[value] }))}
        />
      </div>
      <Panel className="relative">
        {list.isError && list.data.items.length === 0 ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : (
          <div {...steady.hold}>
            <NewRows waiting={steady.waiting} noun="new deployment" show={steady.show} />
            <DeploymentTable
              label="Deployments"
              deployments={steady.rows}
              defaultSort={DEFAULT_SORT}
              stale={list.isPlaceholderData}
              empty={isFiltered ? <NothingFits noun="deployment" href={address.href(noFilters)} /> : <NoDeployments />}
            />
          </div>
        )}
        <Pager nextCursor={list.data.nextCursor} shown={list.data.items.length} noun="deployments" />
      </Panel>
    </>
  );
}

const noFilters = {
  status: null,
  q: null,
  product: null,
  environment: null,
  trigger: null,
  template: null,
  group: null,
};

function toOption({ slug, name }: Option) {
  return { value: slug, label: name };
}

function NoDeployments() {
  return (
    <EmptyState
      icon={ListChecks}
      title="No deployments yet"
      action={
        <Button asChild>
          <Link href="/templates">Choose a template</Link>
        </Button>
      }
    >
      A template says how a version reaches an environment. A push that a policy matches makes a deployment, too.
    </EmptyState>
  );
}
