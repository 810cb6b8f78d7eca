import { CalendarClock } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { CreateSchedule } from "#components/queue/create-schedule.tsx";
import { ScheduleList } from "#components/queue/schedule-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listSchedules } from "#lib/deployments/schedules/list.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPlaces } from "#lib/http/places.ts";
import { listTemplates } from "#lib/templates/list.ts";

export const metadata: Metadata = { title: "Schedules" };

const NEWS: readonly EventType[] = ["schedule_saved", "schedule_deleted", "schedule_fired"];
const CHOICES_MAX = 500;

export default async function SchedulesPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["cursor"]);
  const schedules = await loadPage(() => listSchedules(ctx, query));
  const mayWrite = mayDo(ctx.actor, "deployments:write");
  const places = await listPlaces(ctx);
  const templates = mayWrite ? (await loadPage(() => listTemplates(ctx, { limit: CHOICES_MAX }))).items : [];
  const fleets = mayWrite ? (await loadPage(() => listFleets(ctx, { limit: CHOICES_MAX }))).items : [];

  return (
    <Panel
      title="Schedules"
      actions={
        mayWrite && (
          <CreateSchedule
            suggestions={{ ...places, fleets: fleets.map(({ name }) => name) }}
            environments={places.environments}
            templates={templates.map(({ slug, name }) => ({ slug, name }))}
          />
        )
      }
    >
      <ScheduleList
        schedules={schedules.items}
        mayWrite={mayWrite}
        empty={
          <EmptyState icon={CalendarClock} title="Nothing is deployed by schedule">
            Make a schedule, and the newest version of a channel is deployed again and again.
          </EmptyState>
        }
      />
      <Pager nextCursor={schedules.nextCursor} shown={schedules.items.length} noun="schedules" />
      <LivePage types={NEWS} />
    </Panel>
  );
}
