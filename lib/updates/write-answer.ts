import type { AddressOf } from "#lib/updates/addresses.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import type {
  IndexedChannel,
  IndexedDelta,
  IndexedFile,
  IndexedVersion,
  ProductIndex,
  VersionNotes,
} from "#lib/updates/product-index.ts";
import type { ClientFacts } from "#lib/updates/rules/compatibility.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";
import { planDeltas } from "#lib/updates/rules/plan-download.ts";
import { isFileFor } from "#lib/updates/rules/platform.ts";
import type { DownloadView, FileUpdateView, UpdateAnswer } from "#lib/updates/view.ts";

export interface Step {
  product: ProductIndex;
  channel: IndexedChannel;
  step: IndexedVersion;
  target: IndexedVersion;
  distributionId: string | null;
  currentVersion: string;
  currentKey: string;
  client: ClientFacts;
  formats: readonly DeltaFormat[];
}

/** What every client is told that takes the same step; when it is to ask again is its own. */
export type ToldStep = Omit<Extract<UpdateAnswer, { updateAvailable: true }>, "checkAgainSeconds">;

/** Writes what a client is told that has a step to take. */
export function writeStep(about: Step, notes: VersionNotes, addressOf: AddressOf): ToldStep {
  const { product, channel, step, target, currentVersion } = about;
  const files = step.files
    .filter((file) => isFileFor(file.for, about.client))
    .map((file) => ways(about, file, addressOf));
  const [main] = files;
  return {
    updateAvailable: true,
    channel: channel.name,
    fromVersion: currentVersion,
    toVersion: step.version,
    targetVersion: target.version,
    releaseNotes: notes.releaseNotes,
    // The column holds only what createVersion accepted, so the cast is safe.
    changelog: notes.changelog as ChangelogEntry[],
    package: main?.package ?? null,
    chain: main?.chain ?? [],
    fallback: main?.fallback ?? null,
    files,
    image: product.image !== null && step.digest !== null ? `${product.image}@${step.digest}` : null,
    mandatory: step.isMandatory || product.deprecated.has(currentVersion),
    distributionId: about.distributionId,
  };
}

/** A client that knows no chains takes the package alone, so that is always one that leads there by itself. */
function ways(
  { product, channel, currentKey, formats }: Step,
  file: IndexedFile,
  addressOf: AddressOf,
): FileUpdateView {
  const floorKeys = channel.versions.filter((version) => version.isFloor).map((version) => version.precedenceKey);
  const wanted = { full: file, currentKey, formats, floorKeys };
  const fallback = viewFull(file, addressOf);
  const direct = (product.deltasByResult.get(file.sha256) ?? []).filter((delta) => delta.fromKey === currentKey);
  const [single] = planDeltas({ ...wanted, deltasByResult: new Map([[file.sha256, direct]]) });
  const chain = planDeltas({ ...wanted, deltasByResult: product.deltasByResult });
  return {
    fileName: file.fileName,
    package: single ? viewDelta(single, file, addressOf) : fallback,
    chain: chain.length > 1 ? chain.map((delta) => viewDelta(delta, file, addressOf)) : [],
    fallback,
  };
}

function viewFull({ id, fileName, sha256, size }: IndexedFile, addressOf: AddressOf): DownloadView {
  return {
    id,
    url: addressOf({ sha256, fileName }),
    size,
    checksum: sha256,
    isDelta: false,
    format: "full",
    deltaFromVersion: null,
    baseSha256: null,
    resultSha256: sha256,
    fileName,
  };
}

function viewDelta(delta: IndexedDelta, { fileName }: IndexedFile, addressOf: AddressOf): DownloadView {
  return {
    id: delta.id,
    url: addressOf({ sha256: delta.checksum, fileName: delta.downloadName }),
    size: delta.size,
    checksum: delta.checksum,
    isDelta: true,
    format: delta.format,
    deltaFromVersion: delta.fromVersion,
    baseSha256: delta.baseSha256,
    resultSha256: delta.resultSha256,
    fileName,
  };
}
