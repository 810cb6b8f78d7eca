import type { Metadata } from "next";
import Link from "next/link";
import { LivePage } from "#components/live/live-page.tsx";
import { HoldList } from "#components/products/hold-list.tsx";
import { VersionList } from "#components/products/version-list.tsx";
import { ALL_ROLLOUT_EVENTS } from "#components/rollouts/queries.ts";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { countVersions } from "#lib/devices/count-versions.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { listRollouts } from "#lib/rollouts/list.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";

type ProductPageRequest = PageRequest<"productId">;

const VERSIONS_ON_PAGE = 25;
const ROLLOUTS_SHOWN = 10;
const NEWS: readonly EventType[] = [
  ...ALL_ROLLOUT_EVENTS,
  "product_updated",
  "version_created",
  "version_digest_changed",
  "release_held",
  "release_hold_lifted",
];

export async function generateMetadata({ params }: ProductPageRequest): Promise<Metadata> {
  return { title: (await readProductOfPage((await params).productId)).slug };
}

export default async function ProductPage({ params, searchParams }: ProductPageRequest) {
  const ctx = await getPageContext();
  const product = await readProductOfPage((await params).productId);
  const query = await searchParams;
  const { id: productId, slug } = product;
  const [versions, counts, rollouts, holds] = await loadPage(() =>
    Promise.all([
      listVersions(ctx, {
        productId,
        includePrerelease: "true",
        limit: VERSIONS_ON_PAGE,
        ...pickQuery(query, ["cursor"]),
      }),
      countVersions(ctx, { app: slug }),
      listRollouts(ctx, { product: productId, limit: ROLLOUTS_SHOWN, ...pickQuery(query, ["sort"]) }),
      listHolds(ctx, { productId }),
    ]),
  );

  return (
    <>
      <div className="space-y-4">
        {holds.items.length > 0 && (
          <Panel title="Held releases">
            <HoldList holds={holds.items} />
          </Panel>
        )}
        <Panel title="Versions">
          <VersionList slug={slug} versions={versions.items} deviceCounts={toCounts(counts.items)} />
          <Pager nextCursor={versions.nextCursor} shown={versions.items.length} noun="versions" />
        </Panel>
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

function toCounts(items: readonly { version: string | null; deviceCount: number }[]): Record<string, number> {
  return Object.fromEntries(
    items.flatMap(({ version, deviceCount }) => (version === null ? [] : [[version, deviceCount]])),
  );
}
