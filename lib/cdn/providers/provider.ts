import type { FileDayCounts } from "#lib/cdn/store-stats.ts";

export interface Purge {
  /** As a client asks for them at the region: with what its address adds. A star at the end stands for the rest. */
  paths: readonly string[];
  /** The same for every try of the same wish, so that a provider can tell a repeat from a new one. */
  reference: string;
}

/** What a cache in front of this server can be asked. */
export interface CdnProvider {
  /** Makes it forget. Forgetting what it does not have is no failure. Throws PurgeFailed. */
  purge(purge: Purge): Promise<void>;
  /** Tells what was downloaded on these days (YYYY-MM-DD, both count). Absent where only access logs tell. */
  readDays?(since: string, until: string): Promise<FileDayCounts[]>;
}

/** A cache did not forget. The message is a sentence for the operator. */
export class PurgeFailed extends Error {
  override name = "PurgeFailed";
  /** Trying again as it is leads nowhere: somebody must change something first. */
  readonly isFinal: boolean;

  constructor(message: string, { isFinal = false, cause }: { isFinal?: boolean; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.isFinal = isFinal;
  }
}

/** Cuts a list into pieces that a provider takes at once. */
export function inPieces<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
