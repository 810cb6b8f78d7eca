import type { Metadata } from "next";
import Link from "next/link";
import { DriftBadge } from "#components/environments/drift-badge.tsx";
import { MATRIX_NEWS } from "#components/environments/news.ts";
import { PromoteButton } from "#components/environments/promote-button.tsx";
import { ReleaseList } from "#components/environments/release-list.tsx";
import { ReleaseMark } from "#components/environments/release-mark.tsx";
import { RunningVersions } from "#components/environments/running-versions.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { showCell } from "#lib/environments/show-cell.ts";
import { loadOne, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

type CellRequest = PageRequest<"environmentId" | "productId">;

export async function generateMetadata({ params }: CellRequest): Promise<Metadata> {
  const ctx = await getPageContext();
  const place = await params;
  const { product, environment } = await loadOne(() => showCell(ctx, place));
  return { title: `${product.name} in ${environment.name}` };
}

export default async function CellPage({ params, searchParams }: CellRequest) {
  const ctx = await getPageContext();
  const place = await params;
  const query = pickQuery(await searchParams, ["cursor"]);
  const cell = await loadOne(() => showCell(ctx, { ...place, ...query }));
  const { release, before, drift, environment, product } = cell;

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: "Environments", href: "/environments" },
          { label: environment.name, href: `/environments/${environment.slug}` },
        ]}
        title={`${product.name} in ${environment.name}`}
        actions={
          release !== null &&
          mayDo(ctx.actor, "deployments:write") && <PromoteButton deploymentId={release.deployment.id} />
        }
      >
        <Facts className="mt-3">
          <Fact label="Runs">{release?.version ?? "nothing"}</Fact>
          {release && (
            <Fact label="Deployed">
              <RelativeTime at={release.deployedAt} />
            </Fact>
          )}
          {release && (
            <Fact label="State">
              <ReleaseMark release={release} />
            </Fact>
          )}
          {before && (
            <Fact label={`In ${before.environment.name}`}>
              <span className="inline-flex flex-wrap items-center gap-2">
                <Link href={`/environments/${before.environment.slug}/${product.slug}`} className="hover:underline">
                  {before.release?.version ?? "nothing"}
                </Link>
                <DriftBadge drift={drift} />
              </span>
            </Fact>
          )}
        </Facts>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Panel title="What was deployed here">
          <ReleaseList releases={cell.items} />
          <Pager nextCursor={cell.nextCursor} shown={cell.items.length} noun="releases" />
        </Panel>
        <Panel title="What its devices say" bodyClassName="p-3">
          <RunningVersions devices={cell.devices} expected={release?.version ?? null} />
        </Panel>
      </div>
      <LivePage types={MATRIX_NEWS} />
    </>
  );
}
