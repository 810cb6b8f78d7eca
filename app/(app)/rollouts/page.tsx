import type { Metadata } from "next";
import { RolloutList } from "#components/rollouts/rollout-list.tsx";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { listRollouts } from "#lib/rollouts/list.ts";

export const metadata: Metadata = { title: "Rollouts" };

const FILTERS = ["status", "strategy", "product", "policy", "q", "sort", "cursor"] as const;
const PRODUCTS_MAX = 500;

export default async function RolloutsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const filter = pickQuery(await searchParams, FILTERS);
  const [initial, products] = await loadPage(() =>
    Promise.all([listRollouts(ctx, filter), listProducts(ctx, { limit: PRODUCTS_MAX })]),
  );
  return <RolloutList initial={initial} filter={filter} products={products.items.map(({ slug }) => ({ slug }))} />;
}
