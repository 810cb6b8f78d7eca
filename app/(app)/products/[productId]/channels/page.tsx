import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { ChannelList } from "#components/products/channel-list.tsx";
import { CreateChannel } from "#components/products/create-channel.tsx";
import { VERSION_NEWS } from "#components/products/news.ts";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { countFollowers } from "#lib/devices/count-followers.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listChannels } from "#lib/products/list-channels.ts";

type ChannelsRequest = PageRequest<"productId">;

export async function generateMetadata({ params }: ChannelsRequest): Promise<Metadata> {
  return { title: `Channels of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function ChannelsPage({ params }: ChannelsRequest) {
  const ctx = await getPageContext();
  const { id: productId, slug } = await readProductOfPage((await params).productId);
  const [channels, followers] = await loadPage(() =>
    Promise.all([listChannels(ctx, { productId }), countFollowers(ctx, slug)]),
  );
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="max-w-prose text-muted">
          Whoever follows a channel is offered the newest version on it. Devices and fleets name the one that they
          follow; who names none follows stable.
        </p>
        {mayDo(ctx.actor, "products:write") && (
          <span className="ml-auto">
            <CreateChannel productId={productId} />
          </span>
        )}
      </div>
      <Panel>
        <ChannelList slug={slug} channels={channels.items} followers={followers} />
      </Panel>
      <LivePage types={VERSION_NEWS} subjectId={productId} />
    </>
  );
}
