import type { ReactNode } from "react";
import { QueueTabs } from "#components/queue/queue-tabs.tsx";
import { StopBanner } from "#components/queue/stop-banner.tsx";
import { StopLine } from "#components/queue/stop-line.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listStops } from "#lib/calendar/list-stops.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPlaces } from "#lib/http/places.ts";

export default async function QueueLayout({ children }: { children: ReactNode }) {
  const ctx = await getPageContext();
  const stops = await loadPage(() => listStops(ctx, {}));
  const mayWrite = mayDo(ctx.actor, "deployments:write");
  const { environments, products } = await listPlaces(ctx);

  return (
    <>
      <PageHeader
        title="Queue"
        description="What runs, what waits and why, and what comes."
        actions={mayWrite && <StopLine environments={environments} products={products} />}
      />
      <StopBanner stops={stops.items} mayLift={mayWrite} />
      <QueueTabs />
      {children}
    </>
  );
}
