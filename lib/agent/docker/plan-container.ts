import type { ContainerCreateOptions, EndpointSettings } from "dockerode";
import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { carryOver, networksOf, type NewImage } from "#lib/agent/rules/carry-over.ts";
import { createFrom } from "#lib/agent/rules/creation.ts";
import type { Creation } from "#lib/agent/rules/options.ts";
import { labels } from "#lib/agent/rules/swap.ts";

interface Wanted {
  action: Action;
  /** The container whose place it takes; null where there is none. */
  oldId: string | null;
  reference: string;
  create: Creation | undefined;
}

export interface ContainerPlan {
  options: ContainerCreateOptions;
  networks: Record<string, EndpointSettings>;
}

/** Says how the new container is made: as the old one is, or as the configuration wants it where there is none. */
export async function planContainer(
  engine: Engine,
  { action, oldId, reference, create }: Wanted,
): Promise<ContainerPlan> {
  const image: NewImage = { reference, labels: labelsFor(action) };
  if (oldId === null) {
    if (!create) throw new EngineRefusal(`Nothing says how a container of ${action.product} is made.`);
    return { options: createFrom(create, image), networks: {} };
  }
  const old = await engine.inspect(oldId);
  if (old.HostConfig.AutoRemove) {
    throw new EngineRefusal(
      `${old.Name.slice(1)} was started with --rm and would be gone when it stops. Start it anew without --rm.`,
    );
  }
  const oldImage = await engine.inspectImage(old.Image);
  return { options: carryOver(old, oldImage?.Config ?? null, image), networks: networksOf(old) };
}

function labelsFor({ id, product, image, digest, version }: Action): Record<string, string> {
  return {
    [labels.product]: product,
    [labels.action]: String(id),
    ...(image !== null && { [labels.image]: image }),
    ...(digest !== null && { [labels.digest]: digest }),
    ...(version !== null && { [labels.version]: version }),
  };
}
