// How is what happened lately told shortly? What belongs to one rollout, deployment or plan stands together.
import type { RecentItem } from "#lib/notifications/view.ts";

/** The newest of a thread, and what came before it. */
export type RecentGroup = { key: string; newest: RecentItem; earlier: RecentItem[] };

/** Gathers by thread; a group stands where its newest stands. */
export function groupRecent(newestFirst: readonly RecentItem[]): RecentGroup[] {
  const groups = new Map<string, RecentGroup>();
  for (const item of newestFirst) {
    const key = item.threadKey ?? `event:${item.seq}`;
    const group = groups.get(key);
    if (group) group.earlier.push(item);
    else groups.set(key, { key, newest: item, earlier: [] });
  }
  return [...groups.values()];
}
