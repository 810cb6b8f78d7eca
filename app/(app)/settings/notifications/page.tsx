import { Bell, Megaphone, Send } from "lucide-react";
import type { Metadata } from "next";
import { RefreshWhileMoving } from "#components/cdn/refresh-while-moving.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { AddChannel } from "#components/notifications/add-channel.tsx";
import { AddRule } from "#components/notifications/add-rule.tsx";
import { ChannelList } from "#components/notifications/channel-list.tsx";
import { DeliveryFilters } from "#components/notifications/delivery-filters.tsx";
import { DeliveryList } from "#components/notifications/delivery-list.tsx";
import { NOTIFICATION_EVENTS } from "#components/notifications/queries.ts";
import { RuleList } from "#components/notifications/rule-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listChannels } from "#lib/notifications/find-channels.ts";
import { listDeliveries } from "#lib/notifications/find-deliveries.ts";
import { isMoving } from "#lib/notifications/rules/delivery.ts";
import { listRules } from "#lib/notifications/find-rules.ts";
import { listProducts } from "#lib/products/list.ts";

export const metadata: Metadata = { title: "Notifications" };

const ALL = { limit: "500" };
const MESSAGES_SHOWN = "25";

export default async function NotificationsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["cursor", "status", "channel"]);
  const [channels, rules, deliveries, products, environments] = await loadPage(() =>
    Promise.all([
      listChannels(ctx, ALL),
      listRules(ctx, ALL),
      listDeliveries(ctx, { ...query, limit: MESSAGES_SHOWN }),
      listProducts(ctx, ALL),
      listEnvironments(ctx, ALL),
    ]),
  );
  const mayWrite = mayDo(ctx.actor, "notifications:write");
  const toPlace = ({ id, slug }: { id: string; slug: string }) => ({ id, slug });
  const places = { products: products.items.map(toPlace), environments: environments.items.map(toPlace) };

  return (
    <>
      <PageHeader
        title="Notifications"
        description="Who hears of what happens here, and where. What people see in the page is behind the bell."
        actions={mayWrite && <AddChannel />}
      />
      <div className="space-y-4">
        <Panel title="Channels">
          <ChannelList
            channels={channels.items}
            empty={
              <EmptyState icon={Megaphone} title="No channels yet">
                Add a Slack channel, a mailbox or a program of yours. Then say with rules what is told there.
              </EmptyState>
            }
          />
        </Panel>
        <Panel
          title="Rules"
          actions={mayWrite && channels.items.length > 0 && <AddRule channels={channels.items} places={places} />}
        >
          <RuleList
            rules={rules.items}
            channels={channels.items}
            places={places}
            empty={
              <EmptyState icon={Bell} title="Nobody is told of anything yet">
                A rule says who hears what: which events, of which products and environments, and when not.
              </EmptyState>
            }
          />
        </Panel>
        <Panel title="Messages" actions={<DeliveryFilters channels={channels.items} />}>
          <DeliveryList
            deliveries={deliveries.items}
            empty={
              <EmptyState icon={Send} title="No messages">
                What is sent stands here with every try, for 30 days.
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
