import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "#lib/client/api.ts";
import { isFinal, type RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import { DEMO_FLEET, DEMO_PRODUCT, DEMO_REPOSITORY } from "#lib/simulate/demo/declare.ts";
import { announcePush } from "#lib/simulate/demo/push.ts";
import type { DemoRegistry } from "#lib/simulate/demo/registry.ts";
import type { DemoState } from "#lib/simulate/demo/state.ts";
import { isBadPush, versionOfPush } from "#lib/simulate/rules/demo-versions.ts";

export interface Story {
  api: Api;
  registry: DemoRegistry;
  host: string;
  /** Where people open Slipway. */
  pagesUrl: string;
  state: DemoState;
  /** The versions that fail on every device; the story adds the bad ones before it pushes them. */
  failVersions: Set<string>;
  devices: number;
  signal: AbortSignal;
  save(): Promise<void>;
}

interface Rollout {
  id: string;
  number: number;
  toVersion: string;
  status: RolloutStatus;
  statusReason: string | null;
}

const LOOK_MILLIS = 2_000;
const PAUSE_SECONDS = 30;

/** Pushes one version after another, each when the rollout of the one before has ended. */
export async function tellStory(story: Story): Promise<void> {
  say(`${story.devices} simulated devices are up in the fleet "${DEMO_FLEET}". Ctrl-C ends the demo.`);
  for (let current = await findActive(story); !story.signal.aborted; current = null) {
    const rollout = current ?? (await push(story));
    const ended = rollout && (await waitForEnd(story, rollout));
    if (!ended) continue;
    const reason = ended.statusReason === null ? "" : ` (${ended.statusReason})`;
    say(`Rollout #${ended.number} of ${ended.toVersion}: ${ended.status}${reason}. Next push in ${PAUSE_SECONDS} s.`);
    await pause(story, PAUSE_SECONDS * 1000);
  }
}

/** A rollout that an earlier run left behind is finished first. */
async function findActive({ api }: Story): Promise<Rollout | null> {
  const { items } = await api.call<{ items: Rollout[] }>({
    method: "GET",
    path: "/api/v1/rollouts",
    query: { product: DEMO_PRODUCT, status: "pending,scheduled,running,paused,rollingBack", limit: 1 },
  });
  return items[0] ?? null;
}

/** Pushes the next version to the registry and lets the registry tell Slipway. Null when no rollout came of it. */
async function push(story: Story): Promise<Rollout | null> {
  const { api, registry, host, state } = story;
  const tag = versionOfPush(state.pushes);
  const isBad = isBadPush(state.pushes);
  if (isBad) story.failVersions.add(tag);
  state.pushes++;
  await story.save();

  const digest = registry.push(DEMO_REPOSITORY, tag);
  const answer = await announcePush(api, state.webhookSecret, { host, repository: DEMO_REPOSITORY, tag, digest });
  const [id] = answer.rollouts;
  if (id === undefined) {
    say(`Pushed ${DEMO_PRODUCT} ${tag}; no rollout came of it: ${answer.reason ?? answer.status}.`);
    await pause(story, PAUSE_SECONDS * 1000);
    return null;
  }
  const warning = isBad ? ", which is bad on purpose: watch it stop and go back" : "";
  say(`Pushed ${DEMO_PRODUCT} ${tag}${warning}. Watch it at ${story.pagesUrl}/rollouts/${id}`);
  return api.call<Rollout>({ method: "GET", path: `/api/v1/rollouts/${id}` });
}

async function waitForEnd(story: Story, rollout: Rollout): Promise<Rollout | null> {
  let current = rollout;
  while (!isFinal(current.status)) {
    await pause(story, LOOK_MILLIS);
    if (story.signal.aborted) return null;
    current = await story.api.call<Rollout>({ method: "GET", path: `/api/v1/rollouts/${rollout.id}` });
  }
  return current;
}

async function pause({ signal }: Story, millis: number): Promise<void> {
  await sleep(millis, undefined, { signal }).catch(() => {}); // Aborted: the loops look at the signal.
}

function say(text: string): void {
  process.stdout.write(`  Demo: ${text}\n`);
}
