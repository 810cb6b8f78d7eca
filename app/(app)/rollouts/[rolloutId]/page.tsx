import type { Metadata } from "next";
import { cache } from "react";
import { RolloutLive } from "#components/rollouts/rollout-live.tsx";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getRollout } from "#lib/rollouts/find.ts";

type RolloutRequest = PageRequest<"rolloutId">;

/** Once for the page and its title. */
const readRollout = cache(async (rolloutId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getRollout(ctx, { rolloutId }));
});

export async function generateMetadata({ params }: RolloutRequest): Promise<Metadata> {
  const { number, product, toVersion } = await readRollout((await params).rolloutId);
  return { title: `#${number} ${product.slug} ${toVersion}` };
}

export default async function RolloutPage({ params }: RolloutRequest) {
  return <RolloutLive initial={await readRollout((await params).rolloutId)} />;
}
