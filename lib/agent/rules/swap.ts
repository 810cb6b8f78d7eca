// What is the next step on the way from the old container to the new one, or back?
import { assertNever } from "#lib/kernel/errors.ts";
import type { Phase } from "#lib/agent/rules/work.ts";

/** What the engine says of one container. */
export interface ContainerState {
  id: string;
  name: string;
  isRunning: boolean;
  imageId: string;
  labels: Readonly<Record<string, string>>;
  networks: readonly string[];
}

export const labels = {
  product: "slipway.product",
  action: "slipway.action",
  image: "slipway.image",
  digest: "slipway.digest",
  version: "slipway.version",
} as const;

const ASIDE = ".slipway-old";
const WAITING = ".slipway-new";

/** The old container steps aside under this name, and the new one waits under that, until the usual name is free. */
export const asideName = (name: string) => name + ASIDE;
export const waitingName = (name: string) => name + WAITING;

/** What stands on disk of an update of a container. */
export interface Swap {
  /** The container's usual name. */
  name: string;
  /** What ran when the update began; null where nothing did. */
  old: { id: string; wasRunning: boolean } | null;
}

export interface SwapFacts {
  /** All containers of the product. */
  containers: readonly ContainerState[];
  /** The networks that the new container is to be in. */
  networks: readonly string[];
}

export type SwapStep =
  | { kind: "create"; as: string }
  | { kind: "connect"; id: string; network: string }
  | { kind: "stop" | "start" | "remove"; id: string }
  | { kind: "rename"; id: string; to: string }
  | { kind: "check"; id: string }
  | { kind: "turn"; phase: Phase }
  | { kind: "giveUp"; reason: string }
  | { kind: "finish" };

interface Roles {
  name: string;
  /** The container that was made for this action. */
  fresh: ContainerState | null;
  old: ContainerState | null;
  containers: readonly ContainerState[];
}

/**
 * Decides the next step from what stands on disk and what the engine says, so that it does not matter how often, and
 * where, somebody was killed: a step that was done already is not decided again.
 */
export function nextSwapStep(
  { phase, actionId, swap }: { phase: Phase; actionId: number; swap: Swap },
  facts: SwapFacts,
): SwapStep {
  const roles: Roles = {
    name: swap.name,
    containers: facts.containers,
    fresh: facts.containers.find((container) => container.labels[labels.action] === String(actionId)) ?? null,
    old: facts.containers.find((container) => container.id === swap.old?.id) ?? null,
  };
  switch (phase) {
    case "fetching":
      return { kind: "turn", phase: "preparing" };
    case "preparing":
      return prepare(roles, facts.networks);
    case "swapping":
      return putInPlace(roles);
    case "checking":
      return check(roles);
    case "keeping":
      return keep(roles);
    case "returning":
      return goBack(roles, swap);
    default:
      return assertNever(phase);
  }
}

/** Makes the new container while the old one runs: what is wrong with its configuration shows without any outage. */
function prepare({ fresh, name, containers }: Roles, networks: readonly string[]): SwapStep {
  const leftover = containers.find((container) => container.name === waitingName(name) && container.id !== fresh?.id);
  if (leftover) return { kind: "remove", id: leftover.id };
  if (fresh === null) return { kind: "create", as: waitingName(name) };
  const missing = networks.find((network) => !fresh.networks.includes(network));
  if (missing !== undefined) return { kind: "connect", id: fresh.id, network: missing };
  return { kind: "turn", phase: "swapping" };
}

function putInPlace({ fresh, old, name }: Roles): SwapStep {
  if (fresh === null) return gone;
  // Two would fight over ports and volumes.
  if (old?.isRunning) return { kind: "stop", id: old.id };
  if (old?.name === name) return { kind: "rename", id: old.id, to: asideName(name) };
  if (fresh.name !== name) return { kind: "rename", id: fresh.id, to: name };
  if (!fresh.isRunning) return { kind: "start", id: fresh.id };
  return { kind: "turn", phase: "checking" };
}

function check({ fresh, old }: Roles): SwapStep {
  if (fresh === null) return gone;
  // After a restart of the host the engine may have started both again.
  if (old?.isRunning) return { kind: "stop", id: old.id };
  return { kind: "check", id: fresh.id };
}

const gone: SwapStep = { kind: "giveUp", reason: "Somebody removed the new container." };

function keep({ fresh, old }: Roles): SwapStep {
  if (old?.isRunning) return { kind: "stop", id: old.id };
  if (fresh && !fresh.isRunning) return { kind: "start", id: fresh.id };
  if (old) return { kind: "remove", id: old.id };
  return { kind: "finish" };
}

function goBack({ fresh, old, name }: Roles, swap: Swap): SwapStep {
  // Somebody removed the old container meanwhile: an unhealthy new one is better than none.
  if (swap.old !== null && old === null) return { kind: "finish" };
  if (fresh) return { kind: "remove", id: fresh.id };
  if (old && old.name !== name) return { kind: "rename", id: old.id, to: name };
  if (old && swap.old?.wasRunning && !old.isRunning) return { kind: "start", id: old.id };
  return { kind: "finish" };
}

/** Finds the container of a product that an update would replace; says so where there is not exactly one. */
export function currentContainer(
  containers: readonly ContainerState[],
  configuredName: string | null,
): { kind: "one"; container: ContainerState } | { kind: "none" } | { kind: "several"; names: string[] } {
  const candidates = containers.filter(({ name }) =>
    configuredName === null ? !isAside(name) : name === configuredName,
  );
  const [first, ...others] = candidates;
  if (first === undefined) return { kind: "none" };
  if (others.length === 0) return { kind: "one", container: first };
  return { kind: "several", names: candidates.map(({ name }) => name) };
}

/**
 * Finds what an update has left behind, where none is under way: a new container that never came into its place, and
 * an old one beside the running container that replaced it. What people named so by themselves is not touched.
 */
export function leftoversOf(containers: readonly ContainerState[]): ContainerState[] {
  const replaced = new Set(
    containers
      .filter(({ name, isRunning, labels: own }) => isRunning && !isAside(name) && own[labels.action] !== undefined)
      .map(({ name }) => asideName(name)),
  );
  const isForgotten = ({ name, labels: own }: ContainerState) =>
    replaced.has(name) || (name.endsWith(WAITING) && own[labels.action] !== undefined);
  return containers.filter((container) => !container.isRunning && isForgotten(container));
}

export function isAside(name: string): boolean {
  return name.endsWith(ASIDE) || name.endsWith(WAITING);
}
