import { Download, ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { withQuery } from "#components/api.ts";
import { LivePage } from "#components/live/live-page.tsx";
import { CHANGELOG_FILTERS } from "#components/products/filters.ts";
import { ChangelogSections } from "#components/products/changelog-sections.tsx";
import { VERSION_NEWS } from "#components/products/news.ts";
import { StepSentence } from "#components/products/step-sentence.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { readChangelog, toMarkdown } from "#lib/products/read-changelog.ts";

type ChangelogRequest = PageRequest<"productId">;

/** As many as a list to choose from can show. */
const VERSIONS_TO_CHOOSE = 200;

export async function generateMetadata({ params }: ChangelogRequest): Promise<Metadata> {
  return { title: `Changelog of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function ChangelogPage({ params, searchParams }: ChangelogRequest) {
  const ctx = await getPageContext();
  const product = await readProductOfPage((await params).productId);
  const { from, to, prereleases } = pickQuery(await searchParams, CHANGELOG_FILTERS);
  const range = {
    productId: product.id,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    includePrerelease: String(prereleases === "shown"),
  };
  const [changelog, known] = await loadPage(() =>
    Promise.all([
      readChangelog(ctx, range, ctx.config.publicUrl ?? undefined),
      listVersions(ctx, { productId: product.id, includePrerelease: "true", limit: VERSIONS_TO_CHOOSE }),
    ]),
  );
  const options = known.items.map(({ version }) => ({ value: version, label: version }));
  const file = withQuery("/api/distribution/versions/changelog", { ...range, format: "markdown" });

  return (
    <>
      <PageHeader
        title="Changelog"
        breadcrumbs={[
          { label: "Products", href: "/products" },
          { label: product.slug, href: `/products/${product.slug}` },
        ]}
        description={from !== undefined && to !== undefined ? <StepSentence from={from} to={to} /> : undefined}
        actions={
          changelog.versions.length > 0 && (
            <>
              <CopyButton text={toMarkdown(changelog)} label="Copy as Markdown" />
              <Button asChild>
                <a href={file} download="CHANGELOG.md">
                  <Download aria-hidden />
                  CHANGELOG.md
                </a>
              </Button>
            </>
          )
        }
      />
      <FilterBar parameters={CHANGELOG_FILTERS}>
        <FilterSelect label="After" parameter="from" all="From the beginning" options={options} />
        <FilterSelect label="Up to" parameter="to" all="Up to the newest" options={options} />
        <FilterSelect
          label="Prereleases"
          parameter="prereleases"
          all="Without prereleases"
          options={[{ value: "shown", label: "With prereleases" }]}
        />
      </FilterBar>
      <Panel>
        {changelog.versions.length === 0 ? (
          <EmptyState icon={ScrollText} title="Nothing lies in this range">
            Choose an older version to start after.
          </EmptyState>
        ) : (
          <ChangelogSections slug={product.slug} versions={changelog.versions} />
        )}
      </Panel>
      <LivePage types={VERSION_NEWS} subjectId={product.id} />
    </>
  );
}
