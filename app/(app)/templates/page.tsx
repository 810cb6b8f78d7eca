import { LayoutTemplate, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LivePage } from "#components/live/live-page.tsx";
import { CompareForm } from "#components/templates/compare-form.tsx";
import { TemplateCard } from "#components/templates/template-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listTemplates } from "#lib/templates/list.ts";

export const metadata: Metadata = { title: "Templates" };

const FILTERS = ["archived", "q"] as const;
const NEWS: readonly EventType[] = [
  "template_created",
  "template_updated",
  "template_archived",
  "deployment_created",
  "deployment_completed",
  "deployment_failed",
  "deployment_rolled_back",
];

export default async function TemplatesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filters = pickQuery(params, FILTERS);
  const templates = await loadPage(() => listTemplates(ctx, { ...filters, ...pickQuery(params, ["cursor"]) }));
  const mayDeploy = mayDo(ctx.actor, "deployments:write");
  const isFiltered = Object.keys(filters).length > 0;
  const makeOne = mayDo(ctx.actor, "templates:write") && (
    <Button asChild variant="primary">
      <Link href="/templates/new">
        <Plus aria-hidden />
        Make a template
      </Link>
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Templates"
        description="Ways to ship that are written down once and used again and again."
        actions={makeOne}
      />
      <FilterBar parameters={FILTERS}>
        <SearchField label="Search by name" />
        <FilterSelect
          label="Archived"
          parameter="archived"
          all="In use"
          options={[{ value: "true", label: "Archived" }]}
        />
      </FilterBar>
      {templates.items.length === 0 ? (
        <EmptyState
          icon={LayoutTemplate}
          title={isFiltered ? "No template fits these filters" : "No templates yet"}
          action={isFiltered ? undefined : makeOne}
        />
      ) : (
        <ul aria-label="Templates" className="grid gap-4 md:grid-cols-2 2xl:grid-cols-3">
          {templates.items.map((template) => (
            <TemplateCard key={template.id} template={template} mayDeploy={mayDeploy} />
          ))}
        </ul>
      )}
      <Pager nextCursor={templates.nextCursor} shown={templates.items.length} noun="templates" />
      {templates.items.length > 1 && !filters.archived && (
        <div className="mt-4">
          <CompareForm choices={templates.items.map(({ slug, name }) => ({ value: slug, label: name }))} />
        </div>
      )}
      <LivePage types={NEWS} />
    </>
  );
}
