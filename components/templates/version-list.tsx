import Link from "next/link";
import { describeUse } from "#components/templates/describe-use.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { TemplateView } from "#lib/templates/view.ts";

/** The versions of a template, the newest first: what changed, who did it, and how each went. */
export function VersionList({ template }: { template: TemplateView }) {
  const { versions, shownVersion, slug, id, archivedAt } = template;
  const base = `/templates/${archivedAt ? id : slug}`;
  return (
    <Panel title="Versions" count={versions.length}>
      <ol className="divide-y divide-line" reversed>
        {versions.map(({ version, note, createdAt, createdBy, use }) => (
          <li key={version} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-3 py-2">
            <Link
              href={version === template.version ? base : `${base}?version=${version}`}
              aria-current={version === shownVersion ? "true" : undefined}
              className="rounded font-medium hover:underline"
            >
              Version {version}
            </Link>
            {version === shownVersion && <Badge>shown</Badge>}
            {version !== template.version && (
              <Link
                href={`/templates/compare?a=${archivedAt ? id : slug}@${version}&b=${archivedAt ? id : slug}`}
                className="rounded text-xs text-muted hover:underline"
                aria-label={`Compare version ${version} with the newest`}
              >
                compare
              </Link>
            )}
            {note && <span className="min-w-0 flex-1 break-words">{note}</span>}
            <span className="ml-auto text-xs text-muted">
              {describeUse(use)} · {createdBy.name ?? createdBy.kind}, <RelativeTime at={createdAt} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
