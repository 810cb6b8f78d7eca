import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import type { Releases } from "#lib/agent/docker/releases.ts";
import type { Log } from "#lib/agent/log.ts";
import { splitReleases } from "#lib/agent/rules/releases.ts";
import { leftoversOf, type ContainerState } from "#lib/agent/rules/swap.ts";

/** Removes what an update has left aside, such as an old container that the engine would not remove at once. */
export async function tidyContainers(engine: Engine, containers: readonly ContainerState[], log: Log): Promise<void> {
  for (const { id, name } of leftoversOf(containers)) {
    await attempt(log, `Removed the container ${name}`, () => engine.remove(id));
  }
}

/** Removes images that the agent has brought here and that neither run nor are kept to go back to. */
export async function tidyImages({
  engine,
  releases,
  previousKept,
  log,
}: {
  engine: Engine;
  releases: Releases;
  previousKept: number;
  log: Log;
}): Promise<void> {
  const imagesInUse = await engine.imagesInUse();
  for (const [product, known] of Object.entries(await releases.all())) {
    const { kept, surplus } = splitReleases(known, { previousKept, imagesInUse });
    if (surplus.length === 0) continue;
    for (const { image, version, imageId } of surplus) {
      // The agent pulls by digest; what has a tag was pulled by somebody who may still want it.
      const isTagged = ((await engine.inspectImage(imageId))?.RepoTags ?? []).length > 0;
      if (isTagged) continue;
      await attempt(log, `Removed the image ${image} ${version ?? ""}`, () => engine.removeImage(imageId));
    }
    await releases.replace(product, kept);
  }
}

async function attempt(log: Log, sentence: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    log.info(sentence);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    log.debug("Tidying up was refused", { reason: error.message });
  }
}
