import type { Metadata } from "next";
import { FileDistribution } from "#components/cdn/file-distribution.tsx";
import { InvalidationList } from "#components/cdn/invalidation-list.tsx";
import { CDN_EVENTS } from "#components/cdn/queries.ts";
import { StatsPanel } from "#components/cdn/stats-panel.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { getFile } from "#lib/artifacts/find-files.ts";
import { listInvalidations } from "#lib/cdn/find-invalidations.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "File" };

export default async function FilePage({ params }: PageRequest<"fileId">) {
  const ctx = await getPageContext();
  const { fileId } = await params;
  const file = await loadOne(() => getFile(ctx, { fileId }));
  const invalidations = await loadOne(() => listInvalidations(ctx, { fileId, limit: "10" }));

  return (
    <>
      <PageHeader title={file.fileName} breadcrumbs={[{ label: "CDN", href: "/settings/cdn" }]}>
        <Facts className="mt-2">
          <Fact label="Size">{formatBytes(file.fileSize)}</Fact>
          <Fact label="Type">{file.mimeType}</Fact>
          <Fact label="Content">
            <Digest digest={`sha256:${file.sha256}`} copy />
          </Fact>
        </Facts>
      </PageHeader>
      <div className="space-y-4">
        <FileDistribution fileId={file.id} fileName={file.fileName} />
        <StatsPanel fileId={file.id} />
        {invalidations.items.length > 0 && (
          <Panel title="Invalidations">
            <InvalidationList items={invalidations.items} empty={null} />
          </Panel>
        )}
      </div>
      <LivePage types={CDN_EVENTS} />
    </>
  );
}
