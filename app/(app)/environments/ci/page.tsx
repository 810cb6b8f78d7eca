import type { Metadata } from "next";
import { CreateTrigger } from "#components/ci/create-trigger.tsx";
import { RunList } from "#components/ci/run-list.tsx";
import { TriggerList } from "#components/ci/trigger-list.tsx";
import { EnvironmentTabs } from "#components/environments/environment-tabs.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listRuns, listTriggers } from "#lib/ci/list.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { listTemplates } from "#lib/templates/list.ts";

export const metadata: Metadata = { title: "CI" };

const CHOICES_MAX = 500;

export default async function CiPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["cursor"]);
  const all = { limit: CHOICES_MAX };
  const [triggers, runs, products, environments, templates] = await loadPage(() =>
    Promise.all([
      listTriggers(ctx, all),
      listRuns(ctx, query),
      listProducts(ctx, all),
      listEnvironments(ctx, all),
      listTemplates(ctx, all),
    ]),
  );
  const choices = {
    products: products.items.map(toChoice),
    environments: environments.items.map(toChoice),
    templates: templates.items.map(toChoice),
  };
  const mayWrite = mayDo(ctx.actor, "deployments:write");
  const isReady = choices.products.length > 0 && choices.environments.length > 0;

  return (
    <>
      <PageHeader
        title="CI"
        breadcrumbs={[{ label: "Environments", href: "/environments" }]}
        description="Green runs on a branch deploy what was built from their commit. Red ones stop it."
        actions={mayWrite && isReady && <CreateTrigger choices={choices} />}
      />
      <EnvironmentTabs />
      <div className="space-y-4">
        {mayWrite && !isReady && (
          <Notice title="A trigger deploys a product to an environment">
            Make {choices.products.length === 0 ? "a product" : "an environment"} first.
          </Notice>
        )}
        <Panel title="Triggers">
          <TriggerList triggers={triggers.items} choices={choices} isEditable={mayWrite} />
        </Panel>
        <Panel title="Runs">
          <RunList runs={runs.items} />
          <Pager nextCursor={runs.nextCursor} shown={runs.items.length} noun="runs" />
        </Panel>
      </div>
      <LivePage types={["ci_run_received", "ci_trigger_saved", "ci_trigger_deleted", "deployment_created"]} />
    </>
  );
}

function toChoice({ slug, name }: { slug: string; name: string }) {
  return { slug, name };
}
