import type { Metadata } from "next";
import { RollbackList } from "#components/rollbacks/rollback-list.tsx";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { listRollbackPlans } from "#lib/rollbacks/list.ts";

export const metadata: Metadata = { title: "Rollbacks" };

const FILTERS = ["status", "product", "environment", "deploymentId", "q", "cursor"] as const;
const OPTIONS_MAX = 500;

export default async function RollbacksPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const filter = pickQuery(await searchParams, FILTERS);
  const [initial, products, environments] = await loadPage(() =>
    Promise.all([
      listRollbackPlans(ctx, filter),
      listProducts(ctx, { limit: OPTIONS_MAX }),
      listEnvironments(ctx, { limit: OPTIONS_MAX }),
    ]),
  );
  return (
    <RollbackList
      initial={initial}
      filter={filter}
      products={products.items.map(({ slug, name }) => ({ slug, name }))}
      environments={environments.items.map(({ slug, name }) => ({ slug, name }))}
    />
  );
}
