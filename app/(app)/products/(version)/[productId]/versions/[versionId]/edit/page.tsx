import type { Metadata } from "next";
import { EditVersionForm } from "#components/products/edit-version-form.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readVersionOfPage } from "#lib/http/version-page.ts";

export const metadata: Metadata = { title: "Edit a version" };

export default async function EditVersionPage({ params }: PageRequest<"productId" | "versionId">) {
  const ctx = await getPageContext();
  await loadPage(async () => requirePermission(ctx.actor, "versions:write"));
  const { productId, versionId } = await params;
  const { product, version } = await readVersionOfPage(productId, versionId);
  return (
    <>
      <PageHeader
        title={`Edit ${version.version}`}
        breadcrumbs={[
          { label: "Products", href: "/products" },
          { label: product.slug, href: `/products/${product.slug}` },
          { label: version.version, href: versionHref(product.slug, version.version) },
        ]}
        description="Its words may be mended; its number and content stay as they were published."
      />
      <EditVersionForm slug={product.slug} version={version} />
    </>
  );
}
