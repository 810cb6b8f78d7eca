import { Hammer } from "lucide-react";
import type { Metadata } from "next";
import { BuildList } from "#components/artifacts/build-list.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { listArtifacts } from "#lib/builds/list.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";

type ArtifactsPageRequest = PageRequest<"productId">;

const BUILDS_ON_PAGE = 50;
const NEWS: readonly EventType[] = ["build_recorded", "version_deprecated", "version_restored", "file_deleted"];

export async function generateMetadata({ params }: ArtifactsPageRequest): Promise<Metadata> {
  return { title: `Artifacts of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function ArtifactsPage({ params, searchParams }: ArtifactsPageRequest) {
  const ctx = await getPageContext();
  const product = await readProductOfPage((await params).productId);
  const query = pickQuery(await searchParams, ["q", "cursor", "versionId"]);
  const builds = await loadPage(() => listArtifacts(ctx, { ...query, productId: product.id, limit: BUILDS_ON_PAGE }));

  return (
    <>
      <FilterBar parameters={["q", "versionId"]}>
        <SearchField label="Search builds by commit, ref, number, author, version or image" />
      </FilterBar>
      <Panel>
        <BuildList
          builds={builds.items}
          empty={
            query.q || query.versionId ? (
              <EmptyState icon={Hammer} title="No build fits">
                Search for another part of its commit, number or version.
              </EmptyState>
            ) : (
              <EmptyState
                icon={Hammer}
                title="No builds yet"
                command={`npx slipway publish ./build/app.bin --product ${product.slug} --version 1.0.0`}
              >
                A build server records each of its builds here: where it came from, what went in, what came out. One
                step does it all.
              </EmptyState>
            )
          }
        />
        <Pager nextCursor={builds.nextCursor} shown={builds.items.length} noun="builds" />
      </Panel>
      <LivePage types={NEWS} subjectId={product.id} />
    </>
  );
}
