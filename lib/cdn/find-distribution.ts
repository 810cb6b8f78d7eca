import { requirePermission } from "#lib/access/require-permission.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { fileInput } from "#lib/cdn/input.ts";
import type { ProviderKind } from "#lib/cdn/rules/provider.ts";
import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import { selectPlaces } from "#lib/cdn/store-distributions.ts";
import { findAddressedFile, type CachedFile } from "#lib/cdn/store-files.ts";
import { selectEnabledRegions, type RegionRecord } from "#lib/cdn/store-regions.ts";
import { originAddress, toPlaceView, type PlaceView } from "#lib/cdn/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

export interface DistributionView {
  fileId: string;
  /** Everybody may fetch it. A file of a private product is handed out by this server alone, to those who may. */
  isPublic: boolean;
  items: PlaceView[];
}

/** Tells where a file is handed out, region by region, this server first. Of a deleted file: who still has it. */
export async function findDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  requirePermission(ctx.actor, "versions:read");
  const { fileId } = parseInput(fileInput, rawInput);
  const file = await findAddressedFile(ctx.db, fileId);
  const places = await selectPlaces(ctx.db, fileId);
  if (!file && places.length === 0) throw notFound("file");
  const enabled = await selectEnabledRegions(ctx.db);
  const known = places.map((place) =>
    toPlaceView(
      place,
      enabled.some(({ name }) => name === place.region),
    ),
  );
  const origin = file ? [originPlace(ctx, fileAddress(file))] : [];
  const coming = file?.isPublic
    ? enabled
        .filter(({ name }) => !places.some(({ region }) => region === name))
        .map((region) => comingPlace(region, file))
    : [];
  return { fileId, isPublic: file?.isPublic ?? false, items: [...origin, ...[...known, ...coming].sort(byRegion)] };
}

/** A new file that nobody has begun to bring there yet. */
function comingPlace({ name, provider, baseUrl }: RegionRecord, file: CachedFile): PlaceView {
  return {
    region: name,
    provider: provider as ProviderKind,
    state: "pending",
    url: `${baseUrl}${fileAddress(file)}`,
    attempts: 0,
    error: null,
    isOrigin: false,
    isOn: true,
    updatedAt: null,
  };
}

function byRegion(left: PlaceView, right: PlaceView): number {
  return left.region.localeCompare(right.region);
}

function originPlace({ config }: Context, path: string): PlaceView {
  return {
    region: ORIGIN_REGION,
    provider: "builtIn",
    state: "distributed",
    url: `${originAddress(config)}${path}`,
    attempts: 0,
    error: null,
    isOrigin: true,
    isOn: true,
    updatedAt: null,
  };
}
