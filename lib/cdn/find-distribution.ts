import { requirePermission } from "#lib/access/require-permission.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { fileInput } from "#lib/cdn/input.ts";
import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import { selectPlaces } from "#lib/cdn/store-distributions.ts";
import { findAddressedFile } from "#lib/cdn/store-files.ts";
import { selectEnabledNames } from "#lib/cdn/store-regions.ts";
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
  const enabled = new Set(await selectEnabledNames(ctx.db));
  const origin: PlaceView[] = file ? [originPlace(ctx, fileAddress(file))] : [];
  return {
    fileId,
    isPublic: file?.isPublic ?? false,
    items: [...origin, ...places.map((place) => toPlaceView(place, enabled.has(place.region)))],
  };
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
