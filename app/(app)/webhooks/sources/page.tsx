import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageTabs } from "#components/ui/page-tabs.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { CreateSource } from "#components/webhooks/create-source.tsx";
import { webhookPages } from "#components/webhooks/pages.ts";
import { SharedRoutes } from "#components/webhooks/shared-routes.tsx";
import { SourceList } from "#components/webhooks/source-list.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listSources } from "#lib/intake/list-sources.ts";

export const metadata: Metadata = { title: "Webhook sources" };

const NEWS: readonly EventType[] = ["webhook_source_created", "webhook_source_updated", "webhook_source_revoked"];

export default async function SourcesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const sources = await loadPage(() => listSources(ctx, paging));
  const makeOne = mayDo(ctx.actor, "webhooks:write") && <CreateSource />;
  const { publicUrl, dockerWebhookSecrets, githubWebhookSecrets } = ctx.config;

  return (
    <>
      <PageHeader title="Webhooks" description="Who may tell Slipway of pushes." actions={makeOne} />
      <PageTabs label="Webhooks" pages={webhookPages} />
      <div className="space-y-4">
        <Panel title="Senders with an address of their own">
          <SourceList
            sources={sources.items}
            empty={
              <EmptyState icon={Webhook} title="No sources yet">
                Docker Hub, Quay and others cannot sign. Each gets a secret address, which says who is calling.
              </EmptyState>
            }
          />
          <Pager nextCursor={sources.nextCursor} shown={sources.items.length} noun="sources" />
        </Panel>
        <SharedRoutes
          publicUrl={publicUrl}
          hasRegistrySecret={dockerWebhookSecrets.length > 0}
          hasGithubSecret={githubWebhookSecrets.length > 0}
        />
      </div>
      <LivePage types={NEWS} />
    </>
  );
}
