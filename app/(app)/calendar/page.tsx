import { CalendarDays } from "lucide-react";
import type { Metadata } from "next";
import { CreateRule } from "#components/calendar/create-rule.tsx";
import { CALENDAR_NEWS } from "#components/calendar/queries.ts";
import { RuleList } from "#components/calendar/rule-list.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { StopBanner } from "#components/queue/stop-banner.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listRules } from "#lib/calendar/list-rules.ts";
import { listStops } from "#lib/calendar/list-stops.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPlaces } from "#lib/http/places.ts";

export const metadata: Metadata = { title: "Calendar" };

export default async function CalendarPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["cursor"]);
  const rules = await loadPage(() => listRules(ctx, query));
  const stops = await loadPage(() => listStops(ctx, {}));
  const { environments, products } = await listPlaces(ctx);
  const mayWrite = mayDo(ctx.actor, "environments:write");

  return (
    <>
      <PageHeader
        title="Calendar"
        description="When deployments may start. A freeze beats every window; each level that has windows must have one open; without any window it is always open."
        actions={mayWrite && <CreateRule environments={environments} products={products} />}
      />
      <StopBanner stops={stops.items} mayLift={mayDo(ctx.actor, "deployments:write")} />
      <Panel>
        <RuleList
          rules={rules.items}
          environments={environments}
          products={products}
          mayWrite={mayWrite}
          empty={
            <EmptyState icon={CalendarDays} title="No windows and no freezes">
              Deployments may start at any time. Add a window to keep them to certain hours, or a freeze to keep them
              out.
            </EmptyState>
          }
        />
        <Pager nextCursor={rules.nextCursor} shown={rules.items.length} noun="rules" />
      </Panel>
      <LivePage types={CALENDAR_NEWS} />
    </>
  );
}
