import { Layers } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { StagePicture } from "#components/templates/stage-picture.tsx";
import { UseTemplateForm } from "#components/templates/use-template-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadOne, loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";

export const metadata: Metadata = { title: "Use a template" };

const CHOICES_MAX = 500;

export default async function UseTemplatePage({ params, searchParams }: PageRequest<"templateId">) {
  const ctx = await getPageContext();
  const { templateId } = await params;
  const { version, product, release, environment } = pickQuery(await searchParams, [
    "version",
    "product",
    "release",
    "environment",
  ]);
  const template = await loadOne(() => getTemplate(ctx, { templateId, ...(version && { version }) }));
  const [products, environments, fleets] = await loadPage(async () => {
    requirePermission(ctx.actor, "deployments:write");
    return Promise.all([
      listProducts(ctx, { limit: CHOICES_MAX }),
      listEnvironments(ctx, { limit: CHOICES_MAX }),
      listFleets(ctx, { limit: CHOICES_MAX }),
    ]);
  });
  const { definition, shownVersion, archivedAt, id } = template;
  const chosen = environment ?? (environments.items.length === 1 ? environments.items[0]?.slug : undefined);

  return (
    <>
      <PageHeader
        title={`Use ${definition.name}`}
        description={definition.description}
        breadcrumbs={[
          { label: "Templates", href: "/templates" },
          { label: definition.name, href: `/templates/${templateId}` },
        ]}
      />
      {archivedAt && <Notice kind="warn" title="This template is archived: nothing new is made with it." />}
      {!archivedAt && environments.items.length === 0 && (
        <EmptyState
          icon={Layers}
          title="There is no environment yet"
          action={
            <Button asChild variant="primary">
              <Link href="/environments">Make an environment</Link>
            </Button>
          }
        >
          A deployment goes to an environment: a selection of devices, such as staging or production.
        </EmptyState>
      )}
      {!archivedAt && environments.items.length > 0 && (
        <div className="space-y-4">
          <Panel bodyClassName="p-3">
            <StagePicture stages={sketchStages(definition.stages)} />
          </Panel>
          <UseTemplateForm
            template={{ id, version: shownVersion, definition }}
            suggestions={{
              products: products.items.map(({ slug, name }) => ({ slug, name })),
              environments: environments.items.map(({ slug, name, timeZone }) => ({ slug, name, timeZone })),
              fleets: fleets.items.map(({ name }) => name),
            }}
            mayExplain={ctx.config.llm !== null}
            first={{ product: product ?? "", version: release ?? "", environment: chosen ?? "" }}
          />
        </div>
      )}
    </>
  );
}
