import { Radio } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { VERSION_NEWS } from "#components/products/news.ts";
import { DistributionCard } from "#components/updates/distribution-card.tsx";
import { FeedList } from "#components/updates/feed-list.tsx";
import { NewDistribution } from "#components/updates/new-distribution.tsx";
import { OutcomePanel } from "#components/updates/outcome-panel.tsx";
import { PackageTable } from "#components/updates/package-table.tsx";
import { TryCheck } from "#components/updates/try-check.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listChannels } from "#lib/products/list-channels.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { listPackages } from "#lib/updates/list-packages.ts";
import { listDistributions } from "#lib/updates/show-distribution.ts";

type UpdatesRequest = PageRequest<"productId">;

const DISTRIBUTIONS_SHOWN = 10;
const PACKAGES_ON_PAGE = 25;
const VERSIONS_TO_CHOOSE = 100;
const NEWS: readonly EventType[] = [
  ...VERSION_NEWS,
  "distribution_created",
  "distribution_started",
  "distribution_percent_changed",
  "distribution_paused",
  "distribution_resumed",
  "distribution_completed",
  "distribution_cancelled",
  "package_queued",
  "delta_made",
  "delta_dropped",
  "delta_failed",
];

export async function generateMetadata({ params }: UpdatesRequest): Promise<Metadata> {
  return { title: `Updates of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function UpdatesPage({ params, searchParams }: UpdatesRequest) {
  const ctx = await getPageContext();
  const { id: productId, slug, timeZone, kind } = await readProductOfPage((await params).productId);
  const query = await searchParams;
  const [distributions, packages, channels, versions] = await loadPage(() =>
    Promise.all([
      listDistributions(ctx, { productId, limit: DISTRIBUTIONS_SHOWN }),
      listPackages(ctx, { productId, limit: PACKAGES_ON_PAGE, ...pickQuery(query, ["cursor"]) }),
      listChannels(ctx, { productId }),
      listVersions(ctx, { productId, includePrerelease: "true", limit: VERSIONS_TO_CHOOSE }),
    ]),
  );
  const channelNames = channels.items.map(({ name }) => name);
  const offerable = versions.items.filter(({ isDeprecated }) => !isDeprecated).map(({ version }) => version);

  return (
    <div className="space-y-4">
      <Panel
        title="Distributions"
        actions={
          mayDo(ctx.actor, "rollouts:write") && (
            <NewDistribution productId={productId} channels={channelNames} versions={offerable} timeZone={timeZone} />
          )
        }
      >
        {distributions.items.length === 0 ? (
          <EmptyState icon={Radio} title="Nothing is distributed in steps" className="py-8">
            Whoever follows a channel is offered its newest version. Distribute a version to offer it to a share first,
            at a time, or against another one.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {distributions.items.map((distribution) => (
              <DistributionCard key={distribution.id} slug={slug} distribution={distribution} />
            ))}
          </ul>
        )}
      </Panel>
      <OutcomePanel productId={productId} />
      {kind !== "image" && (
        <Panel title="Packages">
          <PackageTable packages={packages.items} />
          <Pager nextCursor={packages.nextCursor} shown={packages.items.length} noun="packages" />
        </Panel>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title="Try a check">
          <TryCheck slug={slug} channels={channelNames} currentVersion={offerable.at(-1) ?? "1.0.0"} />
        </Panel>
        <Panel title="Feeds">
          <FeedList slug={slug} channels={channelNames} />
        </Panel>
      </div>
      <LivePage types={NEWS} subjectId={productId} />
    </div>
  );
}
