import type { Metadata } from "next";
import { withQuery } from "#components/api.ts";
import { BuildList } from "#components/artifacts/build-list.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { AdoptionPanel } from "#components/overview/adoption-panel.tsx";
import { ChangelogView } from "#components/products/changelog-view.tsx";
import { VERSION_NEWS } from "#components/products/news.ts";
import { VersionActions } from "#components/products/version-actions.tsx";
import { VersionStates } from "#components/products/version-badges.tsx";
import { VersionFacts } from "#components/products/version-facts.tsx";
import { VersionFiles } from "#components/products/version-files.tsx";
import { VersionNotices } from "#components/products/version-notices.tsx";
import { WhereItRuns } from "#components/products/where-it-runs.tsx";
import { ALL_ROLLOUT_EVENTS } from "#components/rollouts/queries.ts";
import { RolloutTable } from "#components/rollouts/rollout-table.tsx";
import { PackageTable } from "#components/updates/package-table.tsx";
import { PullSize } from "#components/updates/pull-size.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listArtifacts } from "#lib/builds/list.ts";
import { countFollowers } from "#lib/devices/count-followers.ts";
import { countVersions } from "#lib/devices/count-versions.ts";
import { listDevices } from "#lib/devices/list.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readVersionOfPage } from "#lib/http/version-page.ts";
import { findLatestVersion } from "#lib/products/get-latest-version.ts";
import { listChannels } from "#lib/products/list-channels.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";
import { listRollouts } from "#lib/rollouts/list.ts";
import { listPackages } from "#lib/updates/list-packages.ts";

type VersionRequest = PageRequest<"productId" | "versionId">;

const DEVICES_SHOWN = 8;
const ROLLOUTS_SHOWN = 20;
const PACKAGES_SHOWN = 20;
const BUILDS_SHOWN = 10;
const NEWS = [...ALL_ROLLOUT_EVENTS, ...VERSION_NEWS] as const;

export async function generateMetadata({ params }: VersionRequest): Promise<Metadata> {
  const { productId, versionId } = await params;
  const { product, version } = await readVersionOfPage(productId, versionId);
  return { title: `${product.slug} ${version.version}` };
}

export default async function VersionPage({ params }: VersionRequest) {
  const ctx = await getPageContext();
  const { productId, versionId } = await params;
  const { product, version } = await readVersionOfPage(productId, versionId);
  const { slug } = product;
  const [latest, channels, counts, devices, rollouts, holds, packages, builds, followers] = await loadPage(() =>
    Promise.all([
      findLatestVersion(ctx, product.id),
      listChannels(ctx, { productId: product.id }),
      countVersions(ctx, { app: slug }),
      listDevices(ctx, { app: slug, version: version.version, limit: DEVICES_SHOWN }),
      listRollouts(ctx, { product: product.id, q: version.version, limit: ROLLOUTS_SHOWN }),
      listHolds(ctx, { productId: product.id, open: "true", limit: 500 }),
      listPackages(ctx, { productId: product.id, version: version.version, limit: PACKAGES_SHOWN }),
      listArtifacts(ctx, { productId: product.id, versionId: version.id, limit: BUILDS_SHOWN }),
      countFollowers(ctx, slug),
    ]),
  );
  const before = version.previousVersion === null ? null : await readVersionOfPage(productId, version.previousVersion);
  const deviceCount = counts.items.find((count) => count.version === version.version)?.deviceCount ?? 0;
  const hold = holds.items.find(({ digest }) => digest === version.digest) ?? null;
  const ofVersion = rollouts.items.filter(({ toVersion }) => toVersion === version.version);

  return (
    <>
      <PageHeader
        title={version.version}
        breadcrumbs={[
          { label: "Products", href: "/products" },
          { label: slug, href: `/products/${slug}` },
        ]}
        badge={<VersionStates version={version} isLatest={version.id === latest?.id} />}
        actions={
          <VersionActions
            product={product}
            version={version}
            channels={channels.items}
            deviceCount={deviceCount}
            followers={followers}
          />
        }
      >
        <VersionFacts slug={slug} version={version} channels={channels.items} />
      </PageHeader>
      <VersionNotices slug={slug} version={version} hold={hold} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0 space-y-4">
          <Panel title="What has changed" bodyClassName="space-y-5 p-4">
            {version.releaseNotes !== "" && <Markdown text={version.releaseNotes} />}
            <ChangelogView entries={version.changelog} />
            {version.releaseNotes === "" && version.changelog.length === 0 && (
              <p className="text-muted">Without release notes or changelog.</p>
            )}
            <p className="text-xs">
              <a
                href={withQuery("/api/distribution/versions/changelog", {
                  productId: product.id,
                  to: version.version,
                  format: "markdown",
                })}
                className="rounded text-accent-ink hover:underline"
              >
                The changelog up to this version as Markdown
              </a>
            </p>
          </Panel>
          <Panel>
            <VersionFiles versionId={version.id} />
          </Panel>
        </div>
        <div className="min-w-0 space-y-4">
          <WhereItRuns slug={slug} version={version.version} deviceCount={deviceCount} devices={devices.items} />
          {product.image !== null && version.digest !== null && before?.version.digest && (
            <PullSize
              productId={product.id}
              from={{ version: before.version.version, digest: before.version.digest }}
              to={version.digest}
            />
          )}
          <AdoptionPanel apps={counts.items.length > 0 ? [slug] : []} title="Adoption" />
        </div>
      </div>
      <div className="mt-4 space-y-4">
        {packages.items.length > 0 && (
          <Panel title="Packages that lead to it">
            <PackageTable packages={packages.items} />
          </Panel>
        )}
        {builds.items.length > 0 && (
          <Panel title="Builds">
            <BuildList builds={builds.items} empty={null} />
          </Panel>
        )}
        <Panel title="Rollouts of it">
          <RolloutTable
            label={`Rollouts of ${slug} ${version.version}`}
            rollouts={ofVersion}
            defaultSort="-createdAt"
            empty={<EmptyState title="It was never rolled out" className="py-6" />}
          />
        </Panel>
      </div>
      <LivePage types={NEWS} subjectId={product.id} />
    </>
  );
}
