import { compareManifests, type Manifest, type ManifestDiff } from "#lib/diffs/rules/dependencies-diff.ts";
import { findSides } from "#lib/diffs/rules/entries-diff.ts";
import { isManifest, MANIFEST_BYTES_MAX } from "#lib/diffs/rules/lock-files.ts";
import type { Compared, Pair } from "#lib/diffs/open-pair.ts";
import { Recent } from "#lib/diffs/recent.ts";
import type { TextPlace } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";

const MANIFESTS_MAX = 50;
const answers = new Recent<ManifestDiff[]>(20);

/** Compares what the builds' records say of dependencies, and the manifests and lock files in their archives. */
export function compareDependencies(ctx: Context, pair: Pair, compared: Compared | null): Promise<ManifestDiff[]> {
  // Neither a build nor what is in its file ever changes.
  const key = `${pair.from.id} ${pair.from.file?.sha256 ?? ""} ${pair.to.id} ${pair.to.file?.sha256 ?? ""}`;
  return answers.get(key, async () => {
    const [left, right] = await Promise.all([readManifests(ctx, "from", compared), readManifests(ctx, "to", compared)]);
    return compareManifests(join(pair.from.dependencies, left), join(pair.to.dependencies, right));
  });
}

/** Of the files that changed: the others have nothing to say. */
async function readManifests(ctx: Context, side: "from" | "to", compared: Compared | null): Promise<Manifest[]> {
  if (!compared) return [];
  const places: { path: string; place: TextPlace }[] = [];
  for (const change of compared.changes) {
    if (change.status === "unchanged" || !change.isText || !isManifest(change.path)) continue;
    const entry = findSides(compared.from, compared.to, change)[side];
    if (!entry || entry.size > MANIFEST_BYTES_MAX) continue;
    if (places.length < MANIFESTS_MAX) places.push({ path: change.path, place: compared.placeOf(side, entry) });
  }
  return places.length === 0 ? [] : runJob(ctx, "readManifests", places);
}

/** What is in the archive counts before what the record says of the same file. */
function join(recorded: readonly Manifest[], found: readonly Manifest[]): Manifest[] {
  const paths = new Set(found.map(({ path }) => path));
  return [...recorded.filter(({ path }) => path === null || !paths.has(path)), ...found];
}
