// What is a client to download to come from the version that it runs to another one?
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";

/** A whole file of a version. */
export interface FullPackage {
  id: string;
  fileName: string;
  sha256: string;
  /** Bytes. */
  size: number;
}

/** The difference between two contents of a file. */
export interface DeltaPackage {
  id: string;
  format: DeltaFormat;
  /** The versions on both sides. */
  fromKey: string;
  toKey: string;
  fromVersion: string;
  baseSha256: string;
  resultSha256: string;
  /** Bytes to be downloaded. */
  size: number;
}

/** Each link costs time and room on the device, and is one more thing to go wrong. */
const CHAIN_LENGTH_MAX = 3;

export interface Wanted<Delta extends DeltaPackage> {
  full: FullPackage;
  /** All that can be had, by what they make. */
  deltasByResult: ReadonlyMap<string, readonly Delta[]>;
  currentKey: string;
  formats: readonly DeltaFormat[];
  /** Precedence keys of versions that must be run: no delta leads across one. */
  floorKeys: readonly string[];
}

/**
 * Finds the deltas, in the order in which they are applied, that together are the smallest download, or none where the
 * whole file is not larger. It looks backward from the content that is wanted, since few deltas make the same one.
 */
export function planDeltas<Delta extends DeltaPackage>(wanted: Wanted<Delta>): Delta[] {
  let best: { chain: Delta[]; size: number } = { chain: [], size: wanted.full.size };
  const goBack = (result: string, chain: Delta[], size: number) => {
    for (const delta of wanted.deltasByResult.get(result) ?? []) {
      const total = size + delta.size;
      if (total >= best.size || !canApply(delta, wanted)) continue;
      const longer = [delta, ...chain];
      if (delta.fromKey === wanted.currentKey) best = { chain: longer, size: total };
      else if (longer.length < CHAIN_LENGTH_MAX) goBack(delta.baseSha256, longer, total);
    }
  };
  goBack(wanted.full.sha256, [], 0);
  return best.chain;
}

function canApply<Delta extends DeltaPackage>(delta: Delta, wanted: Wanted<Delta>): boolean {
  return (
    wanted.formats.includes(delta.format) &&
    delta.fromKey >= wanted.currentKey &&
    !crossesFloor(delta.fromKey, delta.toKey, wanted.floorKeys)
  );
}

/** Says whether a version that must be run lies strictly between two others. */
export function crossesFloor(fromKey: string, toKey: string, floorKeys: readonly string[]): boolean {
  return floorKeys.some((key) => fromKey < key && key < toKey);
}
