import type { Metadata } from "next";
import Link from "next/link";
import { TemplateEditor } from "#components/templates/template-editor.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { writeYaml } from "#lib/templates/rules/yaml.ts";

export const metadata: Metadata = { title: "Edit a template" };

export default async function EditTemplatePage({ params }: PageRequest<"templateId">) {
  const ctx = await getPageContext();
  const { templateId } = await params;
  const template = await loadOne(async () => {
    requirePermission(ctx.actor, "templates:write");
    return getTemplate(ctx, { templateId });
  });
  const { id, slug, name, version, definition, isBuiltIn, archivedAt } = template;

  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        breadcrumbs={[
          { label: "Templates", href: "/templates" },
          { label: name, href: `/templates/${templateId}` },
        ]}
      />
      {isBuiltIn || archivedAt ? (
        <Notice
          kind="warn"
          title={isBuiltIn ? "It comes with Slipway and stays as it is." : "It is archived and stays as it is."}
          actions={
            <Button asChild size="sm">
              <Link href={`/templates/new?like=${id}`}>Make a copy</Link>
            </Button>
          }
        />
      ) : (
        <TemplateEditor key={version} yaml={writeYaml(definition)} template={{ id, slug, version }} />
      )}
    </>
  );
}
