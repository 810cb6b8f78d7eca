import { Send } from "lucide-react";
import type { Metadata } from "next";
import { RefreshWhileMoving } from "#components/cdn/refresh-while-moving.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { ChannelList } from "#components/notifications/channel-list.tsx";
import { DeliveryFilters } from "#components/notifications/delivery-filters.tsx";
import { DeliveryList } from "#components/notifications/delivery-list.tsx";
import { ChannelState } from "#components/notifications/looks.tsx";
import { NOTIFICATION_EVENTS } from "#components/notifications/queries.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { loadOne, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getChannel } from "#lib/notifications/find-channels.ts";
import { listDeliveries } from "#lib/notifications/find-deliveries.ts";
import { isMoving } from "#lib/notifications/rules/delivery.ts";

export const metadata: Metadata = { title: "Channel" };

const MESSAGES_SHOWN = "50";

export default async function ChannelPage({ params, searchParams }: PageRequest<"channelId">) {
  const ctx = await getPageContext();
  const { channelId } = await params;
  const query = pickQuery(await searchParams, ["cursor", "status"]);
  const [channel, deliveries] = await loadOne(() =>
    Promise.all([
      getChannel(ctx, { channelId }),
      listDeliveries(ctx, { ...query, channel: channelId, limit: MESSAGES_SHOWN }),
    ]),
  );

  return (
    <>
      <PageHeader
        title={channel.name}
        breadcrumbs={[{ label: "Notifications", href: "/settings/notifications" }]}
        badge={<ChannelState channel={channel} />}
      />
      <div className="space-y-4">
        {channel.disabledReason !== null && (
          <Notice kind="bad" title="Slipway turned this channel off">
            {channel.disabledReason} Put it right and switch it on again; what was called off meanwhile can be sent
            again from the list below.
          </Notice>
        )}
        <Panel title="Channel">
          <ChannelList channels={[channel]} empty={null} />
        </Panel>
        <Panel title="Messages" actions={<DeliveryFilters />}>
          <DeliveryList
            deliveries={deliveries.items}
            empty={
              <EmptyState icon={Send} title="No messages">
                What is sent to this channel stands here with every try, for 30 days.
              </EmptyState>
            }
          />
          <Pager nextCursor={deliveries.nextCursor} shown={deliveries.items.length} noun="messages" />
        </Panel>
      </div>
      <LivePage types={NOTIFICATION_EVENTS} />
      <RefreshWhileMoving isMoving={deliveries.items.some(isMoving)} />
    </>
  );
}
