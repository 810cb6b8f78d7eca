import type { ReactNode } from "react";
import { productKinds } from "#components/products/kinds.ts";
import { ProductMenu } from "#components/products/product-menu.tsx";
import { ProductTabs } from "#components/products/product-tabs.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { readProductOfPage } from "#lib/http/product-page.ts";

type ProductLayoutRequest = { params: Promise<{ productId: string }>; children: ReactNode };

/** What stays while one walks through a product's pages. */
export default async function ProductLayout({ params, children }: ProductLayoutRequest) {
  const { productId } = await params;
  const product = await readProductOfPage(productId);
  return (
    <>
      <PageHeader
        title={product.name}
        breadcrumbs={[{ label: "Products", href: "/products" }]}
        badge={<Badge>{productKinds[product.kind].label}</Badge>}
        actions={<ProductMenu product={product} />}
      >
        <Facts className="mt-3">
          <Fact label="Slug">{product.slug}</Fact>
          {product.image && (
            <Fact label="Image">
              <code className="font-mono text-xs">{product.image}</code>
            </Fact>
          )}
          <Fact label="Time zone">{product.timeZone}</Fact>
          <Fact label="Made">
            <RelativeTime at={product.createdAt} />
          </Fact>
        </Facts>
      </PageHeader>
      <ProductTabs product={productId} />
      {children}
    </>
  );
}
