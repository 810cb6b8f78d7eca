import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { Calibration } from "#components/risk/calibration.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { readCalibration } from "#lib/risk/read-calibration.ts";

export const metadata: Metadata = { title: "Risk" };

const FILTERS = ["productId", "months"] as const;
const PERIODS = [
  { value: "3", label: "3 months" },
  { value: "36", label: "3 years" },
];
const NEWS: readonly EventType[] = ["risk_model_fitted"];
const PRODUCTS_MAX = 100;

export default async function RiskPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const filters = pickQuery(await searchParams, FILTERS);
  const [view, products] = await loadPage(() =>
    Promise.all([readCalibration(ctx, filters), listProducts(ctx, { limit: PRODUCTS_MAX })]),
  );
  return (
    <>
      <PageHeader
        title="Risk"
        description="How good the probabilities were that deployments showed before they started."
      />
      <FilterBar parameters={FILTERS}>
        <FilterSelect
          label="Product"
          parameter="productId"
          all="All products"
          options={products.items.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
        <FilterSelect label="Period" parameter="months" all="12 months" options={PERIODS} />
      </FilterBar>
      <Calibration view={view} />
      <LivePage types={NEWS} />
    </>
  );
}
