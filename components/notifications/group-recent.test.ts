import { expect, it } from "vitest";
import { groupRecent } from "#components/notifications/group-recent.ts";
import type { RecentItem } from "#lib/notifications/view.ts";

function item(seq: number, threadKey: string | null): RecentItem {
  return {
    seq,
    threadKey,
    type: "rollout_failed",
    at: "2026-03-01T12:00:00Z",
    severity: "critical",
    tone: "bad",
    text: `Event ${seq}`,
    cause: null,
    actor: null,
    path: null,
    asksApproval: false,
    product: null,
    rolloutId: null,
    subject: { kind: "rollout", id: "a" },
  };
}

it("what belongs to one thread stands together, where its newest stands", () => {
  const groups = groupRecent([
    item(9, "rollout:a"),
    item(8, null),
    item(7, "rollout:b"),
    item(6, "rollout:a"),
    item(5, null),
  ]);
  expect(groups.map(({ newest, earlier }) => [newest.seq, earlier.map(({ seq }) => seq)])).toEqual([
    [9, [6]],
    [8, []],
    [7, []],
    [5, []],
  ]);
});
