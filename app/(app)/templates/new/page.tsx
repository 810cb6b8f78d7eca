import type { Metadata } from "next";
import { TemplateEditor } from "#components/templates/template-editor.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { loadOne, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { firstTemplate } from "#lib/templates/rules/first-template.ts";
import { writeYaml } from "#lib/templates/rules/yaml.ts";

export const metadata: Metadata = { title: "Make a template" };

const SLUG_LENGTH_MAX = 63;
const ENDING = "-copy";

export default async function NewTemplatePage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const { like, version } = pickQuery(await searchParams, ["like", "version"]);
  const model = await loadOne(async () => {
    requirePermission(ctx.actor, "templates:write");
    return like ? getTemplate(ctx, { templateId: like, ...(version && { version }) }) : null;
  });
  const definition = model
    ? {
        ...model.definition,
        slug: model.definition.slug.slice(0, SLUG_LENGTH_MAX - ENDING.length) + ENDING,
        name: `Copy of ${model.definition.name}`.slice(0, 100),
      }
    : firstTemplate;

  return (
    <>
      <PageHeader
        title={model ? `Copy ${model.name}` : "Make a template"}
        description="Stages, what they wait for, and what is asked when somebody uses it."
        breadcrumbs={[{ label: "Templates", href: "/templates" }]}
      />
      <TemplateEditor yaml={writeYaml(definition)} template={null} />
    </>
  );
}
