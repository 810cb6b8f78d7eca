import { CircleCheck, CircleSlash2 } from "lucide-react";
import type { Metadata } from "next";
import { cache } from "react";
import { PolicyForm } from "#components/policies/policy-form.tsx";
import { PolicyMenu } from "#components/policies/policy-menu.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { loadOne, loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getPolicy } from "#lib/intake/get-policy.ts";
import { listProducts } from "#lib/products/list.ts";

type PolicyPageRequest = PageRequest<"policyId">;

const readPolicy = cache(async (policyId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getPolicy(ctx, { policyId }));
});

export async function generateMetadata({ params }: PolicyPageRequest): Promise<Metadata> {
  return { title: (await readPolicy((await params).policyId)).name };
}

export default async function PolicyPage({ params }: PolicyPageRequest) {
  const ctx = await getPageContext();
  const policy = await readPolicy((await params).policyId);
  const [products, fleets] = await loadPage(() =>
    Promise.all([listProducts(ctx, { limit: 500 }), listFleets(ctx, { limit: 500 })]),
  );

  return (
    <>
      <PageHeader
        title={policy.name}
        breadcrumbs={[{ label: "Policies", href: "/policies" }]}
        badge={
          policy.enabled ? (
            <StateBadge tone="good" icon={CircleCheck}>
              Enabled
            </StateBadge>
          ) : (
            <StateBadge tone="idle" icon={CircleSlash2}>
              Off
            </StateBadge>
          )
        }
        actions={<PolicyMenu policy={policy} />}
      />
      <PolicyForm
        key={policy.id}
        policy={policy}
        products={products.items.map(({ id, slug }) => ({ id, slug }))}
        fleets={fleets.items.map(({ name }) => name)}
      />
    </>
  );
}
