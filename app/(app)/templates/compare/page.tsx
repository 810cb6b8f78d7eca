import type { Metadata } from "next";
import { CompareForm } from "#components/templates/compare-form.tsx";
import { StagePicture } from "#components/templates/stage-picture.tsx";
import { TemplateComparison } from "#components/templates/template-comparison.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Option } from "#components/ui/select.tsx";
import { loadOne, loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { listTemplates } from "#lib/templates/list.ts";
import { compareDefinitions } from "#lib/templates/rules/compare-definitions.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";
import type { TemplateSummary, TemplateView } from "#lib/templates/view.ts";

export const metadata: Metadata = { title: "Compare templates" };

export default async function CompareTemplatesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const { a, b } = pickQuery(await searchParams, ["a", "b"]);
  const all = await loadPage(() => listTemplates(ctx, { limit: 500 }));
  const [left, right] = await loadOne(() =>
    Promise.all([a, b].map(async (reference) => (reference ? getTemplate(ctx, readReference(reference)) : null))),
  );

  return (
    <>
      <PageHeader title="Compare templates" breadcrumbs={[{ label: "Templates", href: "/templates" }]} />
      <div className="space-y-4">
        <CompareForm key={`${a} ${b}`} choices={choicesOf(all.items, [left, right])} a={a} b={b} />
        {left && right ? (
          <>
            <div className="grid gap-4 md:grid-cols-2">
              <Side template={left} />
              <Side template={right} />
            </div>
            <TemplateComparison
              comparison={compareDefinitions(left.definition, right.definition)}
              leftName={nameOf(left)}
              rightName={nameOf(right)}
            />
          </>
        ) : (
          <EmptyState title="Choose two templates, and they stand here side by side." />
        )}
      </div>
    </>
  );
}

/** A template is named by its slug or id, another version than the newest by slug@version. */
function readReference(reference: string): { templateId: string; version?: string } {
  const [templateId = "", version] = reference.split("@");
  return { templateId, ...(version && { version }) };
}

function nameOf({ name, version, shownVersion }: TemplateView): string {
  return shownVersion === version ? name : `${name}, version ${shownVersion}`;
}

/** Every template, and those versions and archived ones that are looked at. */
function choicesOf(all: readonly TemplateSummary[], shown: readonly (TemplateView | null | undefined)[]): Option[] {
  const newest = all.map(({ slug, name }) => ({ value: slug, label: name }));
  const others = shown.flatMap((template) => {
    if (!template) return [];
    const base = template.archivedAt ? template.id : template.slug;
    const value = template.shownVersion === template.version ? base : `${base}@${template.shownVersion}`;
    return newest.some((choice) => choice.value === value) ? [] : [{ value, label: nameOf(template) }];
  });
  return [...newest, ...others];
}

function Side({ template }: { template: TemplateView }) {
  return (
    <Panel title={nameOf(template)} bodyClassName="p-3" id={`side-${template.slug}-${template.shownVersion}`}>
      <StagePicture stages={sketchStages(template.definition.stages)} />
      {template.description && <p className="mt-2 text-muted">{template.description}</p>}
    </Panel>
  );
}
