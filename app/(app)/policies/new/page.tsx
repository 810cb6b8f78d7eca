import type { Metadata } from "next";
import { PolicyForm } from "#components/policies/policy-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getPolicy } from "#lib/intake/get-policy.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Make a policy" };

export default async function NewPolicyPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const { like } = pickQuery(await searchParams, ["like"]);
  const [model, products, fleets] = await loadPage(async () => {
    requirePermission(ctx.actor, "policies:write");
    return Promise.all([
      like ? getPolicy(ctx, { policyId: like }) : undefined,
      listProducts(ctx, { limit: 500 }),
      listFleets(ctx, { limit: 500 }),
    ]);
  });

  return (
    <>
      <PageHeader title="Make a policy" breadcrumbs={[{ label: "Policies", href: "/policies" }]} />
      <PolicyForm
        policy={null}
        model={model}
        products={products.items.map(({ id, slug }) => ({ id, slug }))}
        fleets={fleets.items.map(({ name }) => name)}
      />
    </>
  );
}
