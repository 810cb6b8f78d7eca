import type { Metadata } from "next";
import { DiffPage } from "#components/diffs/diff-page.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { getSharedDiff } from "#lib/diffs/share-diff.ts";
import { warmUp } from "#lib/diffs/worker/run-job.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "A shared comparison" };

export default async function SharedDiffPage({ params }: PageRequest<"diffId">) {
  const ctx = await getPageContext();
  warmUp();
  const { diffId } = await params;
  const { from, to, options, createdAt, createdBy } = await loadOne(() => getSharedDiff(ctx, { diffId }));

  return (
    <>
      <PageHeader
        title="A shared comparison"
        breadcrumbs={[{ label: "Compare builds", href: "/diffs" }]}
        description={
          <>
            Shared by {createdBy.name ?? "somebody"} <RelativeTime at={createdAt} />
          </>
        }
      />
      <DiffPage pair={{ from, to }} options={options} />
    </>
  );
}
