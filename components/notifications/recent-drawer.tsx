"use client";

import { useQueryClient } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import { useEffect, useState } from "react";
import { DesktopSwitch } from "#components/notifications/desktop-switch.tsx";
import { groupRecent } from "#components/notifications/group-recent.ts";
import { MutedProducts } from "#components/notifications/muted-products.tsx";
import { markRead, muteProduct, notificationKeys } from "#components/notifications/queries.ts";
import { RecentGroupRow } from "#components/notifications/recent-group-row.tsx";
import type { useRecent } from "#components/notifications/use-recent.ts";
import { Button } from "#components/ui/button.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState, sentenceOf } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

/** What happened lately: the last twenty and more on demand. Whoever looks has read it. */
export default function RecentDrawer({ recent, close }: { recent: ReturnType<typeof useRecent>; close: () => void }) {
  const client = useQueryClient();
  const first = recent.data?.pages[0];
  const items = recent.data?.pages.flatMap((page) => page.items) ?? [];
  // What was new when it was opened stays marked as new while it is open.
  const [newAfterSeq, setNewAfterSeq] = useState<number | null>(null);
  if (newAfterSeq === null && first) setNewAfterSeq(first.readSeq);
  const newestSeq = items[0]?.seq ?? 0;
  const isUnread = (first?.unread ?? 0) > 0;

  useEffect(() => {
    if (!isUnread) return;
    // Where it fails it stays unread and the next look marks it; nobody needs to be told.
    markRead(newestSeq).then(
      () => client.invalidateQueries({ queryKey: notificationKeys.recent }),
      () => undefined,
    );
  }, [client, isUnread, newestSeq]);

  async function mute(product: { id: string; name: string }, isMuted: boolean) {
    try {
      await muteProduct(product.id, isMuted);
      await client.invalidateQueries({ queryKey: notificationKeys.recent });
    } catch (error) {
      const title = isMuted ? `${product.name} was not muted` : `${product.name} is still muted`;
      toast({ kind: "bad", title, detail: sentenceOf(error) });
    }
  }

  return (
    <Drawer open onOpenChange={close} title="What happened" description="Without what you did yourself.">
      {recent.isError && !recent.data ? (
        <ErrorState error={recent.error} retry={() => void recent.refetch()} />
      ) : !recent.data ? (
        <SkeletonRows rows={8} label="Loading notifications" />
      ) : items.length === 0 ? (
        <EmptyState icon={BellOff} title="Nothing yet">
          Rollouts, deployments and rollbacks that start, stop or fail will stand here.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {groupRecent(items).map((group) => (
            <RecentGroupRow
              key={group.key}
              group={group}
              newAfterSeq={newAfterSeq ?? 0}
              onFollow={close}
              onMute={(product) => void mute(product, true)}
            />
          ))}
        </ul>
      )}
      {recent.hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button
            size="sm"
            variant="ghost"
            busy={recent.isFetchingNextPage}
            onClick={() => void recent.fetchNextPage()}
          >
            Show earlier
          </Button>
        </div>
      )}
      <div className="space-y-3 border-t border-line p-4">
        <MutedProducts products={first?.mutedProducts ?? []} onUnmute={(product) => void mute(product, false)} />
        <DesktopSwitch />
      </div>
    </Drawer>
  );
}
