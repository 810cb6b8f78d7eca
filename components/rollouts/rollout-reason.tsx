"use client";

import { Countdown } from "#components/ui/relative-time.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { WaitReason } from "#lib/rollouts/rules/next-step.ts";
import type { RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const kinds: Partial<Record<RolloutStatus, "info" | "warn" | "bad" | "good">> = {
  paused: "warn",
  failed: "bad",
  rollingBack: "warn",
  rolledBack: "warn",
};

const timed: Partial<Record<WaitReason, string>> = {
  registry: "The registry is asked again in",
  scheduledTime: "It starts in",
  window: "The maintenance window opens in",
};

/** Why the rollout is where it is, and what it waits for; nothing while it simply moves. */
export function RolloutReason({ rollout }: { rollout: RolloutView }) {
  const wait = waitOf(rollout);
  if (rollout.status === "completed" || (!rollout.statusReason && !wait)) return null;
  return (
    <Notice kind={kinds[rollout.status] ?? "info"} className="mb-4">
      {rollout.statusReason && <p>{rollout.statusReason}</p>}
      {wait && (
        <p>
          {wait.words} <Countdown to={wait.until} past="a moment" />.
        </p>
      )}
    </Notice>
  );
}

/** Where time alone decides. Approval and the delay between batches are told where the batches are. */
function waitOf({ waitingFor }: RolloutView): { words: string; until: string } | null {
  const words = waitingFor && timed[waitingFor.reason];
  return words && waitingFor.until ? { words, until: waitingFor.until } : null;
}
