import type { Metadata } from "next";
import { ImportChangelogForm } from "#components/products/import-changelog-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";

export const metadata: Metadata = { title: "Import a changelog" };

export default async function ImportChangelogPage({ params }: PageRequest<"productId">) {
  const ctx = await getPageContext();
  await loadPage(async () => requirePermission(ctx.actor, "versions:write"));
  const product = await readProductOfPage((await params).productId);
  return (
    <>
      <PageHeader
        title="Import a changelog"
        breadcrumbs={[
          { label: "Products", href: "/products" },
          { label: product.slug, href: `/products/${product.slug}` },
        ]}
        description="What each version has changed, taken over from the file that you keep already."
      />
      <ImportChangelogForm product={product} />
    </>
  );
}
