import { requirePermission } from "#lib/access/require-permission.ts";
import type { ArtifactView } from "#lib/builds/view.ts";
import { compareImageFiles } from "#lib/diffs/images/compare-image-files.ts";
import { ImageFault, readImage, readPlatforms, type ImagePlace } from "#lib/diffs/images/read-image.ts";
import { compareImagesInput } from "#lib/diffs/input.ts";
import { openPair } from "#lib/diffs/open-pair.ts";
import { compareImageConfigs, compareLayers, type ImageFacts } from "#lib/diffs/rules/image-diff.ts";
import type { ImageSideView, ImagesDiffView } from "#lib/diffs/view.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { isDigest } from "#lib/products/rules/image.ts";

const USUAL_PLATFORM = "linux/amd64";

/** Compares the images of two builds as the registry has them now. A registry that cannot be read is an answer too. */
export async function compareImages(ctx: Context, rawInput: unknown): Promise<ImagesDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const query = parseInput(compareImagesInput, rawInput);

  const pair = await openPair(ctx, query);
  try {
    const [from, to] = await Promise.all([findPlace(ctx, pair.from), findPlace(ctx, pair.to)]);
    return await compare(ctx, from, to, query.platform);
  } catch (error) {
    if (error instanceof ImageFault) return { kind: "unavailable", reason: error.message };
    throw error;
  }
}

interface NamedPlace extends ImagePlace {
  image: string;
}

async function compare(ctx: Context, from: NamedPlace, to: NamedPlace, wanted?: string): Promise<ImagesDiffView> {
  const [before, after] = await Promise.all([readPlatforms(ctx, from), readPlatforms(ctx, to)]);
  const shared = [...after.digests.keys()].filter((name) => before.digests.has(name));
  const platform = wanted ?? (shared.includes(USUAL_PLATFORM) ? USUAL_PLATFORM : shared[0]);
  const [left, right] = await Promise.all([
    readImage(ctx, from, pick(before.digests, platform)),
    readImage(ctx, to, pick(after.digests, platform)),
  ]);
  return {
    kind: "compared",
    from: toSide(from, left),
    to: toSide(to, right),
    platform: right.config.platform,
    platforms: shared.filter((name) => name !== ""),
    layers: compareLayers(left.layers, right.layers),
    config: compareImageConfigs(left.config, right.config),
    files: await compareImageFiles(ctx, { place: from, image: left }, { place: to, image: right }),
  };
}

/** An image for one platform is compared with that platform of one for several. */
function pick(digests: ReadonlyMap<string, string>, platform: string | undefined): string {
  const found =
    digests.get(platform ?? "") ?? digests.get("") ?? (platform === undefined ? [...digests.values()][0] : undefined);
  if (found === undefined) throw new ImageFault(`One of the images does not exist for ${platform ?? "any platform"}.`);
  return found;
}

async function findPlace(ctx: Context, { imageTags, digest, file }: ArtifactView): Promise<NamedPlace> {
  const [image] = imageTags;
  const reference = image === undefined ? null : normalizeReference(image);
  if (image === undefined || !reference) throw new ImageFault("One of the builds names no image.");
  // The digest of a build with a file is the file's.
  const pinned = file === null && digest !== null && isDigest(digest) ? digest : reference.digest;
  const access = await openRegistry(ctx, reference.registryHost);
  return { image, access, repository: reference.repository, reference: pinned ?? reference.tag ?? "latest" };
}

function toSide({ image }: NamedPlace, { digest, layers }: ImageFacts): ImageSideView {
  return { image, digest, size: layers.reduce((sum, { size }) => sum + size, 0) };
}
