import type { Metadata } from "next";
import { cache } from "react";
import { DeploymentLive } from "#components/deployments/deployment-live.tsx";
import { getDeployment } from "#lib/deployments/find.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

type DeploymentRequest = PageRequest<"deploymentId">;

/** Once for the page and its title. */
const readDeployment = cache(async (deploymentId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getDeployment(ctx, { deploymentId }));
});

export async function generateMetadata({ params }: DeploymentRequest): Promise<Metadata> {
  const { number, product, version } = await readDeployment((await params).deploymentId);
  return { title: `Deployment #${number} ${product.slug} ${version}` };
}

export default async function DeploymentPage({ params }: DeploymentRequest) {
  return <DeploymentLive initial={await readDeployment((await params).deploymentId)} />;
}
