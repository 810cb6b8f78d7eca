import { Eraser } from "lucide-react";
import type { Metadata } from "next";
import { AddRegion } from "#components/cdn/add-region.tsx";
import { InvalidatePaths } from "#components/cdn/invalidate-paths.tsx";
import { InvalidationList } from "#components/cdn/invalidation-list.tsx";
import { CDN_EVENTS } from "#components/cdn/queries.ts";
import { RefreshWhileMoving } from "#components/cdn/refresh-while-moving.tsx";
import { RegionList } from "#components/cdn/region-list.tsx";
import { StatsPanel } from "#components/cdn/stats-panel.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listInvalidations } from "#lib/cdn/find-invalidations.ts";
import { listRegions } from "#lib/cdn/find-regions.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "CDN" };

const INVALIDATIONS_SHOWN = "25";

export default async function CdnPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const [regions, invalidations] = await loadPage(() =>
    Promise.all([
      listRegions(ctx, { limit: "500" }),
      listInvalidations(ctx, { ...paging, limit: INVALIDATIONS_SHOWN }),
    ]),
  );
  const caches = regions.items.filter(({ isOrigin, enabled }) => !isOrigin && enabled);
  const isMoving =
    caches.some(({ files }) => files.pending + files.invalidating + files.removing > 0) ||
    invalidations.items.some(({ state }) => state === "pending");

  return (
    <>
      <PageHeader
        title="CDN"
        description="From where files reach those who download them: this server, and caches in front of it."
        actions={
          <>
            {mayDo(ctx.actor, "versions:write") && caches.length > 0 && (
              <InvalidatePaths regions={caches.map(({ name }) => name)} />
            )}
            {mayDo(ctx.actor, "regions:write") && <AddRegion />}
          </>
        }
      />
      <div className="space-y-4">
        <Panel title="Regions">
          <RegionList regions={regions.items} />
          {regions.items.length === 1 && (
            <p className="border-t border-line px-3 py-3 text-muted">
              Slipway hands out everything itself. A Varnish or nginx near your devices, Cloudflare or CloudFront can
              take that over: add it as a region, and every public file is brought there.
            </p>
          )}
        </Panel>
        <StatsPanel />
        <Panel title="Invalidations">
          <InvalidationList
            items={invalidations.items}
            empty={
              <EmptyState icon={Eraser} title="Nothing was invalidated yet">
                Versioned files never need it: their address holds their hash. Deleted files are taken out of every
                cache by themselves.
              </EmptyState>
            }
          />
          <Pager nextCursor={invalidations.nextCursor} shown={invalidations.items.length} noun="invalidations" />
        </Panel>
      </div>
      <LivePage types={CDN_EVENTS} />
      <RefreshWhileMoving isMoving={isMoving} />
    </>
  );
}
