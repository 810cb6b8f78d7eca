import Link from "next/link";
import { StagePicture } from "#components/templates/stage-picture.tsx";
import { describeUse } from "#components/templates/describe-use.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { TemplateSummary } from "#lib/templates/view.ts";

/** One template of the gallery: what it does as a picture, and how it went so far. */
export function TemplateCard({ template, mayDeploy }: { template: TemplateSummary; mayDeploy: boolean }) {
  const { slug, name, description, isBuiltIn, version, stages, use } = template;
  const href = template.archivedAt ? `/templates/${template.id}` : `/templates/${slug}`;
  return (
    <li className="flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-panel">
      <div className="flex h-32 items-center overflow-hidden rounded-t-lg border-b border-line bg-sunken p-3">
        <StagePicture stages={stages} fit className="h-full w-full content-center" />
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3">
        <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
          <Link href={href} className="rounded hover:underline">
            {name}
          </Link>
          <Badge>{isBuiltIn ? "built in" : `version ${version}`}</Badge>
        </h2>
        {description && <p className="text-muted">{description}</p>}
        <div className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-2 pt-1">
          <p className="min-w-0 flex-1 text-xs text-muted">
            {describeUse(use)}
            {use.lastAt && (
              <>
                , last <RelativeTime at={use.lastAt} />
              </>
            )}
          </p>
          {mayDeploy && !template.archivedAt && (
            <Button asChild size="sm" variant="primary">
              <Link href={`/templates/${slug}/use`} aria-label={`Use ${name}`}>
                Use
              </Link>
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
