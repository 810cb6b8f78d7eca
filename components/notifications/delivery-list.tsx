"use client";

import { type ReactNode, useState } from "react";
import { DeliveryDrawer } from "#components/notifications/delivery-drawer.tsx";
import { DeliveryStatusBadge } from "#components/notifications/looks.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { useWordsOfNow } from "#components/ui/now.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeliveryView } from "#lib/notifications/view.ts";

/** What was sent and is to be sent; a row opens with every try. */
export function DeliveryList({ deliveries, empty }: { deliveries: readonly DeliveryView[]; empty: ReactNode }) {
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <>
      <DataTable
        label="Messages"
        columns={columns}
        rows={deliveries}
        rowKey={({ id }) => id}
        onRowOpen={({ id }) => setOpenId(id)}
        isSelected={({ id }) => id === openId}
        empty={empty}
      />
      {openId !== null && <DeliveryDrawer deliveryId={openId} close={() => setOpenId(null)} />}
    </>
  );
}

const columns: Column<DeliveryView>[] = [
  {
    id: "title",
    header: "Message",
    cell: ({ title, redeliveryOfId }) => (
      <span className="flex items-center gap-2">
        <span className="line-clamp-2 min-w-0">{title}</span>
        {redeliveryOfId !== null && <Badge>again</Badge>}
      </span>
    ),
  },
  { id: "status", header: "State", cell: ({ status }) => <DeliveryStatusBadge status={status} /> },
  { id: "channel", header: "Channel", hideBelow: "sm", cell: ({ channelName }) => channelName },
  { id: "tries", header: "Tries", align: "right", hideBelow: "md", cell: ({ attempt }) => attempt },
  {
    id: "next",
    header: "Next try",
    align: "right",
    hideBelow: "lg",
    cell: ({ nextAttemptAt }) => <NextTry at={nextAttemptAt} />,
  },
  {
    id: "at",
    header: "Made",
    align: "right",
    hideBelow: "sm",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

/** One that is due stands behind others of a channel that answers nothing. */
function NextTry({ at }: { at: string | null }) {
  const isDue = useWordsOfNow((now) => (at !== null && Date.parse(at) <= now ? "yes" : "")) !== "";
  return isDue ? <span className="text-muted">its turn comes</span> : <RelativeTime at={at} fallback="none" />;
}
