import type { Metadata } from "next";
import { NewVersionForm } from "#components/products/new-version-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listChannels } from "#lib/products/list-channels.ts";

export const metadata: Metadata = { title: "New version" };

export default async function NewVersionPage({ params }: PageRequest<"productId">) {
  const ctx = await getPageContext();
  const product = await readProductOfPage((await params).productId);
  const channels = await loadPage(async () => {
    requirePermission(ctx.actor, "versions:write");
    return listChannels(ctx, { productId: product.id });
  });
  return (
    <>
      <PageHeader
        title="New version"
        breadcrumbs={[
          { label: "Products", href: "/products" },
          { label: product.slug, href: `/products/${product.slug}` },
        ]}
      />
      <NewVersionForm product={product} channels={channels.items.map(({ name }) => name)} />
    </>
  );
}
