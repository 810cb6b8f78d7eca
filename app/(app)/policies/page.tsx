import { Plus, Workflow } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LivePage } from "#components/live/live-page.tsx";
import { MatchBox } from "#components/policies/match-box.tsx";
import { PolicyList } from "#components/policies/policy-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPolicies } from "#lib/intake/list-policies.ts";

export const metadata: Metadata = { title: "Policies" };

const FILTERS = ["enabled", "q"] as const;
const NEWS: readonly EventType[] = ["policy_created", "policy_updated", "policy_deleted"];

export default async function PoliciesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filters = pickQuery(params, FILTERS);
  const policies = await loadPage(() => listPolicies(ctx, { ...filters, ...pickQuery(params, ["cursor"]) }));
  const mayWrite = mayDo(ctx.actor, "policies:write");
  const isFiltered = Object.keys(filters).length > 0;
  const makeOne = mayWrite && (
    <Button asChild variant="primary">
      <Link href="/policies/new">
        <Plus aria-hidden />
        Make a policy
      </Link>
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Policies"
        description="Which pushes become rollouts, for which devices, and how fast."
        actions={makeOne}
      />
      <div className="grid items-start gap-4 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <FilterBar parameters={FILTERS}>
            <SearchField label="Search by name or image" />
            <FilterSelect
              label="Enabled"
              parameter="enabled"
              all="On and off"
              options={[
                { value: "true", label: "On" },
                { value: "false", label: "Off" },
              ]}
            />
          </FilterBar>
          <Panel>
            <PolicyList
              policies={policies.items}
              empty={
                isFiltered ? (
                  <EmptyState icon={Workflow} title="No policy fits these filters" />
                ) : (
                  <EmptyState icon={Workflow} title="No policies yet" action={makeOne}>
                    Until there is one, pushes are written down and nothing is rolled out.
                  </EmptyState>
                )
              }
            />
            <Pager nextCursor={policies.nextCursor} shown={policies.items.length} noun="policies" />
          </Panel>
        </div>
        <MatchBox />
      </div>
      <LivePage types={NEWS} />
    </>
  );
}
