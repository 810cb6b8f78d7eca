import { Pencil, Play } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { LivePage } from "#components/live/live-page.tsx";
import { describeUse } from "#components/templates/describe-use.ts";
import { StageExplorer } from "#components/templates/stage-explorer.tsx";
import { TemplateMenu } from "#components/templates/template-menu.tsx";
import { VariableTable } from "#components/templates/variable-table.tsx";
import { VersionList } from "#components/templates/version-list.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadOne, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { writeYaml } from "#lib/templates/rules/yaml.ts";

type TemplatePageRequest = PageRequest<"templateId">;

const NEWS: readonly EventType[] = ["template_updated", "template_archived"];

const readTemplate = cache(async (templateId: string, version?: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getTemplate(ctx, { templateId, ...(version && { version }) }));
});

export async function generateMetadata({ params }: TemplatePageRequest): Promise<Metadata> {
  return { title: (await readTemplate((await params).templateId)).name };
}

export default async function TemplatePage({ params, searchParams }: TemplatePageRequest) {
  const ctx = await getPageContext();
  const { version } = pickQuery(await searchParams, ["version"]);
  const template = await readTemplate((await params).templateId, version);
  const { definition, isBuiltIn, archivedAt, slug, shownVersion, use } = template;
  const isNewest = shownVersion === template.version;
  const mayChange = mayDo(ctx.actor, "templates:write") && !isBuiltIn && archivedAt === null && isNewest;
  const mayUse = mayDo(ctx.actor, "deployments:write") && archivedAt === null;

  return (
    <>
      <PageHeader
        title={definition.name}
        description={definition.description}
        breadcrumbs={[{ label: "Templates", href: "/templates" }]}
        badge={<Badge>{isBuiltIn ? "built in" : `version ${shownVersion}`}</Badge>}
        actions={
          <>
            {mayChange && (
              <Button asChild>
                <Link href={`/templates/${slug}/edit`}>
                  <Pencil aria-hidden />
                  Edit
                </Link>
              </Button>
            )}
            {mayUse && (
              <Button asChild variant="primary">
                <Link href={`/templates/${slug}/use${isNewest ? "" : `?version=${shownVersion}`}`}>
                  <Play aria-hidden />
                  Use it
                </Link>
              </Button>
            )}
            <TemplateMenu template={template} />
          </>
        }
      />
      <div className="space-y-4">
        {archivedAt && <Notice kind="warn" title="This template is archived: nothing new is made with it." />}
        {!isNewest && (
          <Notice title={`This is version ${shownVersion}. The newest is ${template.version}.`}>
            Deployments that were made with it keep it.
          </Notice>
        )}
        <StageExplorer definition={definition} />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <VariableTable variables={definition.variables} />
          <VersionList template={template} />
        </div>
        <p className="text-muted">
          {describeUse(use)}.{" "}
          {use.count > 0 && mayDo(ctx.actor, "deployments:read") && (
            <Link href={`/deployments?template=${template.id}`} className="rounded underline hover:text-ink">
              Show them
            </Link>
          )}
        </p>
        <Panel title="As YAML" bodyClassName="p-3">
          <CodeBlock code={writeYaml(definition)} />
        </Panel>
      </div>
      <LivePage types={NEWS} subjectId={template.id} />
    </>
  );
}
