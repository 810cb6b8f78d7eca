import Link from "next/link";
import { ChangelogView } from "#components/products/changelog-view.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import type { ChangelogVersion } from "#lib/products/rules/changelog.ts";

type ChangelogSectionsProps = { slug: string; versions: readonly ChangelogVersion[] };

/** What has changed, version by version. */
export function ChangelogSections({ slug, versions }: ChangelogSectionsProps) {
  return (
    <ol className="divide-y divide-line">
      {versions.map(({ version, releasedAt, isDeprecated, releaseNotes, entries }) => (
        <li key={version} className="grid gap-x-6 gap-y-2 px-4 py-4 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <header>
            <h2 className="text-base font-semibold break-all">
              <Link href={versionHref(slug, version)} className="rounded hover:underline">
                {version}
              </Link>
            </h2>
            <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
              <time dateTime={releasedAt}>{releasedAt.slice(0, 10)}</time>
              {isDeprecated && <Badge className="border-bad/50 text-bad-ink">deprecated</Badge>}
            </p>
          </header>
          <div className="min-w-0 space-y-4">
            {releaseNotes !== "" && <Markdown text={releaseNotes} />}
            <ChangelogView entries={entries} />
            {releaseNotes === "" && entries.length === 0 && <p className="text-muted">Nothing was written down.</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
