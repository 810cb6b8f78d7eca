import { Database } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { AddRegistry } from "#components/registries/add-registry.tsx";
import { RegistryList } from "#components/registries/registry-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listRegistries } from "#lib/intake/list-registries.ts";

export const metadata: Metadata = { title: "Registries" };

const NEWS: readonly EventType[] = ["registry_saved", "registry_deleted", "registry_unreachable"];

export default async function RegistriesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const registries = await loadPage(() => listRegistries(ctx, paging));

  return (
    <>
      <PageHeader
        title="Registries"
        description="Where Slipway asks what a tag points to before a rollout starts."
        actions={mayDo(ctx.actor, "registries:write") && <AddRegistry />}
      />
      <Panel>
        <RegistryList
          registries={registries.items}
          empty={
            <EmptyState icon={Database} title="No registries with credentials">
              Public images need none: a registry that a policy names is asked anonymously. Private ones are added here.
            </EmptyState>
          }
        />
        <Pager nextCursor={registries.nextCursor} shown={registries.items.length} noun="registries" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}
