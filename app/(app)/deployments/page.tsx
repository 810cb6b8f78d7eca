import type { Metadata } from "next";
import { DeploymentList } from "#components/deployments/deployment-list.tsx";
import { listDeployments } from "#lib/deployments/list.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Deployments" };

const FILTERS = ["status", "trigger", "product", "environment", "template", "group", "q", "sort", "cursor"] as const;
const OPTIONS_MAX = 500;

export default async function DeploymentsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const filter = pickQuery(await searchParams, FILTERS);
  const [initial, products, environments] = await loadPage(() =>
    Promise.all([
      listDeployments(ctx, filter),
      listProducts(ctx, { limit: OPTIONS_MAX }),
      listEnvironments(ctx, { limit: OPTIONS_MAX }),
    ]),
  );
  return (
    <DeploymentList
      initial={initial}
      filter={filter}
      products={products.items.map(({ slug, name }) => ({ slug, name }))}
      environments={environments.items.map(({ slug, name }) => ({ slug, name }))}
    />
  );
}
