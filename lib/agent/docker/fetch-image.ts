import type { Around } from "#lib/agent/driver.ts";
import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { isHopeless, notePullLine, pullPercent, type Layers } from "#lib/agent/rules/pull.ts";
import { referenceOf, type KnownRelease } from "#lib/agent/rules/reference.ts";
import { TemporaryTrouble } from "#lib/agent/trouble.ts";

const ALIVE_MILLIS = 5_000;

export type Fetched = { kind: "image"; reference: string; imageId: string } | { kind: "failed"; reason: string };

/** Makes sure that the image is on this host. What is here already is not pulled, so a rollback needs no registry. */
export async function fetchImage(
  engine: Engine,
  action: Action,
  releases: readonly KnownRelease[],
  around: Around,
): Promise<Fetched> {
  const wanted = referenceOf(action, releases);
  if (wanted.kind === "unknown") return { kind: "failed", reason: wanted.reason };
  const { reference } = wanted;
  for (const name of [reference, wanted.knownAs]) {
    const present = name === null ? null : await engine.inspectImage(name);
    if (present) return { kind: "image", reference: name ?? reference, imageId: present.Id };
  }
  try {
    await pull(engine, reference, around);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    const reason = `${reference} cannot be pulled: ${error.message}`;
    if (isHopeless(error.message)) return { kind: "failed", reason };
    throw new TemporaryTrouble(reason, { cause: error });
  }
  const pulled = await engine.inspectImage(reference);
  if (!pulled) return { kind: "failed", reason: `The engine pulled ${reference}, but does not have it.` };
  return { kind: "image", reference, imageId: pulled.Id };
}

async function pull(engine: Engine, reference: string, { progress, untouchedSignal, log }: Around): Promise<void> {
  let layers: Layers = new Map();
  const tell = () => progress("downloading", { percent: pullPercent(layers), message: null });
  await tell();
  log.info("Pulling", { image: reference });
  // Reports follow the clock and not the engine's lines, of which Docker sends hundreds and Podman hardly any.
  const timer = setInterval(() => void tell().catch(() => {}), ALIVE_MILLIS); // The next one tells more anyway.
  try {
    await engine.pull(reference, { onLine: (line) => (layers = notePullLine(layers, line)), signal: untouchedSignal });
  } finally {
    clearInterval(timer);
  }
}
