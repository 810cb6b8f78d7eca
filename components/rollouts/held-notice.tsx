"use client";

import { useQuery } from "@tanstack/react-query";
import { listOpenHolds, rolloutKeys } from "#components/rollouts/queries.ts";
import { ReleaseHold } from "#components/rollouts/release-hold.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** Only a release that was taken back is held; a later rollout of it ends as cancelled. */
const HOLDABLE: ReadonlySet<RolloutStatus> = new Set(["rollingBack", "rolledBack", "cancelled"]);

/** Says that no webhook brings this release back, and lets it go. */
export function HeldNotice({ rollout }: { rollout: RolloutView }) {
  const holds = useQuery({
    queryKey: rolloutKeys.holds(rollout.product.id),
    queryFn: ({ signal }) => listOpenHolds(rollout.product.id, signal),
    enabled: rollout.digest !== null && HOLDABLE.has(rollout.status),
  });
  const hold = holds.data?.items.find(({ digest }) => digest === rollout.digest);
  if (!hold) return null;
  return (
    <Notice
      kind="warn"
      title="This release is held"
      className="mb-4"
      actions={<ReleaseHold hold={hold} onReleased={() => void holds.refetch()} />}
    >
      No webhook starts it again until a person releases it.
    </Notice>
  );
}
