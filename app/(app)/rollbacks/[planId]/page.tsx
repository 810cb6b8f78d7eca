import type { Metadata } from "next";
import { cache } from "react";
import { RollbackLive } from "#components/rollbacks/rollback-live.tsx";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getRollbackPlan } from "#lib/rollbacks/show.ts";

type PlanRequest = PageRequest<"planId">;

/** Once for the page and its title. */
const readPlan = cache(async (planId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getRollbackPlan(ctx, { planId }));
});

export async function generateMetadata({ params }: PlanRequest): Promise<Metadata> {
  const { number, product, from, to } = await readPlan((await params).planId);
  return { title: `Rollback #${number} ${product.slug} ${from.version} → ${to.version}` };
}

export default async function RollbackPage({ params }: PlanRequest) {
  return <RollbackLive initial={await readPlan((await params).planId)} />;
}
