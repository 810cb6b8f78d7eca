import { Package } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { CreateProduct } from "#components/products/create-product.tsx";
import { productKinds } from "#components/products/kinds.ts";
import { ProductList } from "#components/products/product-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Products" };

const FILTERS = ["kind", "q"] as const;
const NEWS: readonly EventType[] = ["product_created", "product_updated", "product_deleted"];
const kindOptions = Object.entries(productKinds).map(([value, { label }]) => ({ value, label }));

export default async function ProductsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const params = await searchParams;
  const filters = pickQuery(params, FILTERS);
  const products = await loadPage(() => listProducts(ctx, { ...filters, ...pickQuery(params, ["cursor"]) }));
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <>
      <PageHeader
        title="Products"
        description="What is versioned and shipped."
        actions={mayDo(ctx.actor, "products:write") && <CreateProduct />}
      />
      <FilterBar parameters={FILTERS}>
        <SearchField label="Search by name or image" />
        <FilterSelect label="Kind" parameter="kind" all="Every kind" options={kindOptions} />
      </FilterBar>
      <Panel>
        <ProductList
          products={products.items}
          empty={
            isFiltered ? (
              <EmptyState icon={Package} title="No product fits these filters" />
            ) : (
              <EmptyState icon={Package} title="No products yet">
                An image makes its product when a policy first takes a push of it. Other kinds are declared above.
              </EmptyState>
            )
          }
        />
        <Pager nextCursor={products.nextCursor} shown={products.items.length} noun="products" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}
