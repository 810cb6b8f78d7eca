import type { Metadata } from "next";
import { CompareForm } from "#components/templates/compare-form.tsx";
import { StagePicture } from "#components/templates/stage-picture.tsx";
import { TemplateComparison } from "#components/templates/template-comparison.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { loadOne, loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { listTemplates } from "#lib/templates/list.ts";
import { compareDefinitions } from "#lib/templates/rules/compare-definitions.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";
import type { TemplateView } from "#lib/templates/view.ts";

export const metadata: Metadata = { title: "Compare templates" };

export default async function CompareTemplatesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const { a, b } = pickQuery(await searchParams, ["a", "b"]);
  const all = await loadPage(() => listTemplates(ctx, { limit: 500 }));
  const [left, right] = await loadOne(() =>
    Promise.all([a, b].map((templateId) => (templateId ? getTemplate(ctx, { templateId }) : null))),
  );

  return (
    <>
      <PageHeader title="Compare templates" breadcrumbs={[{ label: "Templates", href: "/templates" }]} />
      <div className="space-y-4">
        <CompareForm key={`${a} ${b}`} templates={all.items} a={a} b={b} />
        {left && right ? (
          <>
            <div className="grid gap-4 md:grid-cols-2">
              <Side template={left} />
              <Side template={right} />
            </div>
            <TemplateComparison
              comparison={compareDefinitions(left.definition, right.definition)}
              leftName={left.name}
              rightName={right.name}
            />
          </>
        ) : (
          <EmptyState title="Choose two templates, and they stand here side by side." />
        )}
      </div>
    </>
  );
}

function Side({ template }: { template: TemplateView }) {
  return (
    <Panel title={template.name} bodyClassName="p-3" id={`side-${template.slug}`}>
      <StagePicture stages={sketchStages(template.definition.stages)} />
      {template.description && <p className="mt-2 text-muted">{template.description}</p>}
    </Panel>
  );
}
