import { ApiError, type Api } from "#lib/client/api.ts";

export const DEMO_PRODUCT = "gateway";
export const DEMO_REPOSITORY = "acme/gateway";
export const DEMO_FLEET = "demo";
const POLICY = "Demo gateways";
const BATCH_DELAY_MINUTES = 0.25;
const DEVICE_TIMEOUT_SECONDS = 120;

/** Declares the product and the policy that the demo needs, where they are not there yet. */
export async function declareDemo(api: Api, image: string): Promise<void> {
  const productId = await declareProduct(api, image);
  const { items } = await api.call<{ items: { name: string }[] }>({
    method: "GET",
    path: "/api/v1/policies",
    query: { limit: 500 },
  });
  if (items.some(({ name }) => name === POLICY)) return;
  await api.call({ method: "POST", path: "/api/v1/policies", body: policyOf(productId) });
}

/** The image is named after the demo's registry, whose port may be another one this time. */
async function declareProduct(api: Api, image: string): Promise<string> {
  try {
    const { id } = await api.call<{ id: string }>({
      method: "PATCH",
      path: `/api/v1/products/${DEMO_PRODUCT}`,
      body: { image },
    });
    return id;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  const body = { slug: DEMO_PRODUCT, name: "Gateway", kind: "image", image };
  return (await api.call<{ id: string }>({ method: "POST", path: "/api/v1/products", body })).id;
}

function policyOf(productId: string): Record<string, unknown> {
  return {
    name: POLICY,
    productId,
    imagePattern: DEMO_REPOSITORY,
    tagRule: { kind: "semver", value: ">=1.4.0" },
    updateStrategy: "staged",
    batches: [10, 50, 100],
    batchDelayMinutes: BATCH_DELAY_MINUTES,
    healthCheckEnabled: true,
    autoRollbackEnabled: true,
    maxFailureRate: 0.2,
    deviceTimeoutSeconds: DEVICE_TIMEOUT_SECONDS,
    deviceFilter: { fleets: [DEMO_FLEET] },
    enabled: true,
  };
}
