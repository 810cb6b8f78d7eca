import { requirePermission } from "#lib/access/require-permission.ts";
import { ImageFault, readImage, readPlatforms, type ImagePlace } from "#lib/diffs/images/read-image.ts";
import { compareLayers } from "#lib/diffs/rules/image-diff.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { measurePullInput } from "#lib/updates/input.ts";
import type { PullView } from "#lib/updates/view.ts";

/** Tells how much of an image a host pulls that has another one. A registry that cannot be read is an answer too. */
export async function measurePull(ctx: Context, rawInput: unknown): Promise<PullView> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, from, to, platform } = parseInput(measurePullInput, rawInput);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  const reference = product.image === null ? null : normalizeReference(product.image);
  if (reference === null) throw new DomainError("IMPOSSIBLE", `${product.slug} is no image: it has no layers.`);
  const access = await openRegistry(ctx, reference.registryHost);
  const place = (digest: string): ImagePlace => ({ access, repository: reference.repository, reference: digest });
  try {
    return await measure(ctx, place(from), place(to), platform);
  } catch (error) {
    if (error instanceof ImageFault) return { kind: "unavailable", reason: error.message };
    throw error;
  }
}

async function measure(ctx: Context, from: ImagePlace, to: ImagePlace, wanted?: string): Promise<PullView> {
  const [before, after] = await Promise.all([readPlatforms(ctx, from), readPlatforms(ctx, to)]);
  const platform = wanted ?? [...after.digests.keys()].find((name) => before.digests.has(name)) ?? "";
  const [had, wants] = [before, after].map(({ digests }) => digests.get(platform) ?? digests.get(""));
  if (had === undefined || wants === undefined) {
    throw new ImageFault(`One of the images does not exist for ${platform || "a platform of the other one"}.`);
  }
  const [older, newer] = await Promise.all([readImage(ctx, from, had), readImage(ctx, to, wants)]);
  const { bytesToPull, reusedBytes, reused } = compareLayers(older.layers, newer.layers);
  return {
    kind: "measured",
    platform: newer.config.platform,
    totalBytes: bytesToPull + reusedBytes,
    bytesToPull,
    reusedBytes,
    reusedLayers: reused,
    layers: newer.layers.length,
  };
}
