import { Import, Plus, ScrollText, Tags } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { LivePage } from "#components/live/live-page.tsx";
import { VERSION_FILTERS } from "#components/products/filters.ts";
import { HoldList } from "#components/products/hold-list.tsx";
import { VERSION_NEWS } from "#components/products/news.ts";
import { VersionFilters } from "#components/products/version-filters.tsx";
import { VersionList } from "#components/products/version-list.tsx";
import { VersionTimeline } from "#components/products/version-timeline.tsx";
import { ALL_ROLLOUT_EVENTS } from "#components/rollouts/queries.ts";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { countVersions } from "#lib/devices/count-versions.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { findLatestVersion } from "#lib/products/get-latest-version.ts";
import { listChannels } from "#lib/products/list-channels.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { listRollouts } from "#lib/rollouts/list.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";

type ProductPageRequest = PageRequest<"productId">;

const VERSIONS_ON_PAGE = 25;
const ROLLOUTS_SHOWN = 10;
const NEWS = [...ALL_ROLLOUT_EVENTS, "product_updated", ...VERSION_NEWS] as const;

export async function generateMetadata({ params }: ProductPageRequest): Promise<Metadata> {
  return { title: (await readProductOfPage((await params).productId)).slug };
}

export default async function ProductPage({ params, searchParams }: ProductPageRequest) {
  const ctx = await getPageContext();
  const { id: productId, slug } = await readProductOfPage((await params).productId);
  const query = await searchParams;
  const filters = pickQuery(query, VERSION_FILTERS);
  const [versions, latest, channels, counts, rollouts, holds] = await loadPage(() =>
    Promise.all([
      listVersions(ctx, {
        productId,
        includePrerelease: String(filters.prereleases !== "hidden"),
        includeDeprecated: String(filters.deprecated !== "hidden"),
        ...pickQuery(query, ["q", "channel"]),
        limit: VERSIONS_ON_PAGE,
        ...pickQuery(query, ["cursor"]),
      }),
      findLatestVersion(ctx, productId),
      listChannels(ctx, { productId }),
      countVersions(ctx, { app: slug }),
      listRollouts(ctx, { product: productId, limit: ROLLOUTS_SHOWN, ...pickQuery(query, ["sort"]) }),
      listHolds(ctx, { productId }),
    ]),
  );
  const mayWrite = mayDo(ctx.actor, "versions:write");
  const View = query.view === "timeline" ? VersionTimeline : VersionList;

  return (
    <>
      <VersionFilters channels={channels.items.map(({ name }) => name)} />
      <div className="space-y-4">
        <Panel
          title="Versions"
          actions={
            <>
              <Button asChild size="sm" variant="ghost">
                <Link href={`/products/${slug}/changelog`}>
                  <ScrollText aria-hidden />
                  Changelog
                </Link>
              </Button>
              {mayWrite && (
                <>
                  <Button asChild size="sm">
                    <Link href={`/products/${slug}/versions/import`}>
                      <Import aria-hidden />
                      Import a changelog
                    </Link>
                  </Button>
                  <Button asChild size="sm" variant="primary">
                    <Link href={`/products/${slug}/versions/new`}>
                      <Plus aria-hidden />
                      New version
                    </Link>
                  </Button>
                </>
              )}
            </>
          }
        >
          <View
            slug={slug}
            versions={versions.items}
            latestId={latest?.id ?? null}
            channels={channels.items}
            deviceCounts={toCounts(counts.items)}
            empty={<NoVersions isFiltered={Object.keys(filters).length > 0} />}
          />
          <Pager nextCursor={versions.nextCursor} shown={versions.items.length} noun="versions" />
        </Panel>
        {holds.items.length > 0 && (
          <Panel title="Held releases">
            <HoldList holds={holds.items} />
          </Panel>
        )}
        <Panel
          title="Latest rollouts"
          actions={
            <Button asChild size="sm" variant="ghost">
              <Link href={`/rollouts?product=${slug}`}>All of them</Link>
            </Button>
          }
        >
          <RolloutTable
            label={`Rollouts of ${slug}`}
            rollouts={rollouts.items}
            defaultSort="-createdAt"
            empty={<EmptyState title="It was never rolled out" className="py-6" />}
          />
        </Panel>
      </div>
      <LivePage types={NEWS} subjectId={productId} />
    </>
  );
}

function NoVersions({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={Tags} title="No version fits these filters" className="py-6" />;
  return (
    <EmptyState icon={Tags} title="No versions yet" className="py-6">
      The first push that a policy takes records one. Of files make one here, or publish one over the API.
    </EmptyState>
  );
}

function toCounts(items: readonly { version: string | null; deviceCount: number }[]): Record<string, number> {
  return Object.fromEntries(
    items.flatMap(({ version, deviceCount }) => (version === null ? [] : [[version, deviceCount]])),
  );
}
