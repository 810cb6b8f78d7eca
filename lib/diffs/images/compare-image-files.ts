import { ImageFault, readLayer, type ImagePlace } from "#lib/diffs/images/read-image.ts";
import { Recent } from "#lib/diffs/recent.ts";
import { countEntries } from "#lib/diffs/rules/entries-diff.ts";
import type { Contents } from "#lib/diffs/rules/entry.ts";
import type { ImageFacts, ImageLayer } from "#lib/diffs/rules/image-diff.ts";
import { compareOverlays, overlay } from "#lib/diffs/rules/layer-files.ts";
import type { ImageFilesView } from "#lib/diffs/view.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";

/** What is fetched of the layers that differ. Beyond that, layers and sizes have to do. */
const LAYER_BYTES_MAX = 64 * 1024 * 1024;
const BYTES_MAX = 256 * 1024 * 1024;
const ENTRIES_SHOWN = 1_000;

interface Side {
  place: ImagePlace;
  image: ImageFacts;
}

const answers = new Recent<ImageFilesView>(20);

/** Compares the files of the layers above those that both images begin with. */
export async function compareImageFiles(ctx: Context, from: Side, to: Side): Promise<ImageFilesView> {
  const shared = countShared(from.image.layers, to.image.layers);
  const [left, right] = [from.image.layers.slice(shared), to.image.layers.slice(shared)];
  const layers = [...left, ...right];
  const bytes = layers.reduce((sum, { size }) => sum + size, 0);
  if (bytes > BYTES_MAX || layers.some(({ size }) => size > LAYER_BYTES_MAX)) {
    return {
      kind: "unavailable",
      reason: "The layers that differ are too large to be fetched for this: 64 MiB each, 256 MiB together.",
    };
  }
  return answers.get(`${from.image.digest} ${to.image.digest}`, async () => {
    const [before, after] = [await readLayers(ctx, from.place, left), await readLayers(ctx, to.place, right)];
    const changes = compareOverlays(overlay(before), overlay(after));
    const counts = countEntries(changes);
    return {
      kind: "compared",
      counts,
      entries: changes.slice(0, ENTRIES_SHOWN),
      isCut: changes.length > ENTRIES_SHOWN,
    };
  });
}

/** How many layers both begin with. */
function countShared(from: readonly ImageLayer[], to: readonly ImageLayer[]): number {
  let count = 0;
  while (count < from.length && count < to.length && from[count]?.digest === to[count]?.digest) count++;
  return count;
}

/** One after the other, so that one layer at a time is held. */
async function readLayers(ctx: Context, place: ImagePlace, layers: readonly ImageLayer[]): Promise<Contents[]> {
  const read: Contents[] = [];
  for (const layer of layers) {
    const sha256 = layer.digest.slice("sha256:".length);
    const kept = await runJob(ctx, "listLayer", { sha256, bytes: null });
    const contents = kept ?? (await runJob(ctx, "listLayer", { sha256, bytes: await readLayer(ctx, place, layer) }));
    if (!contents || contents.format === "file") {
      throw new ImageFault(`A layer of the image is no archive. ${contents?.unreadable ?? ""}`.trim());
    }
    read.push(contents);
  }
  return read;
}
