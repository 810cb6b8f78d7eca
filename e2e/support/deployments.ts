import { expect } from "@playwright/test";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Api } from "#lib/client/api.ts";
import { registerFleet, type Device } from "./device.ts";

/** Makes a product of images with versions that devices can be given. */
export async function makeProduct(api: Api, slug: string, name: string, versions: readonly string[]): Promise<void> {
  await api.call({
    method: "POST",
    path: "/api/v1/products",
    body: { slug, name, kind: "image", image: `registry.example.com/acme/${slug}` },
  });
  for (const version of versions) {
    await api.call({
      method: "POST",
      path: "/api/distribution/versions",
      body: { productId: slug, version, digest: digestOf(slug, version) },
    });
  }
}

/** The same for the same version, and another for any other. */
export function digestOf(slug: string, version: string): string {
  const text = Buffer.from(`${slug} ${version}`).toString("hex");
  return `sha256:${text.padEnd(64, "0").slice(0, 64)}`;
}

/** Makes an environment of a fleet of its own, with devices that run the product's first version. */
export async function makeEnvironment(
  api: Api,
  environment: { slug: string; name: string; product: string; count: number } & Record<string, unknown>,
): Promise<Device[]> {
  const { product, count, ...body } = environment;
  const devices = await registerFleet(api, `${body.slug}-fleet`, count);
  const app = { image: `registry.example.com/acme/${product}`, digest: digestOf(product, "1.0.0"), version: "1.0.0" };
  for (const device of devices) await device.report({ apps: { [product]: app } });
  const deviceFilter = { fleets: [`${body.slug}-fleet`] };
  await api.call({ method: "POST", path: "/api/v1/environments", body: { ...body, deviceFilter } });
  return devices;
}

/** Makes a template of the given stages. */
export async function makeTemplate(api: Api, slug: string, name: string, stages: readonly object[]): Promise<void> {
  const definition = { slipway: 1, slug, name, stages };
  await api.call({ method: "POST", path: "/api/deployments/templates", body: { definition } });
}

export function deploy(api: Api, body: Record<string, unknown>): Promise<DeploymentView> {
  return api.call({ method: "POST", path: "/api/deployments", body });
}

export function readDeployment(api: Api, id: string): Promise<DeploymentView> {
  return api.call({ method: "GET", path: `/api/deployments/${id}` });
}

/** Waits until the deployment is in one of these states. */
export async function awaitDeployment(
  api: Api,
  id: string,
  ...statuses: DeploymentView["status"][]
): Promise<DeploymentView> {
  let deployment: DeploymentView | undefined;
  await expect
    .poll(async () => statuses.includes((deployment = await readDeployment(api, id)).status), {
      message: `the deployment becomes ${statuses.join(" or ")}`,
      timeout: 60_000,
    })
    .toBe(true);
  return deployment!;
}

/** The id in the address of a deployment's page. */
export function idIn(url: string): string {
  return new URL(url).pathname.split("/").at(-1)!;
}
