import type { Metadata } from "next";
import { TimelinePanel } from "#components/queue/timeline-panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { readTimeline } from "#lib/deployments/queue/timeline.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Timeline" };

const HOUR = 3_600_000;
const PAST_HOURS = 24;
const AHEAD_HOURS = 8 * 24;

export default async function TimelinePage() {
  const ctx = await getPageContext();
  const now = ctx.clock.now().getTime();
  const from = new Date(now - PAST_HOURS * HOUR).toISOString();
  const to = new Date(now + AHEAD_HOURS * HOUR).toISOString();
  const timeline = await loadPage(() => readTimeline(ctx, { from, to }));
  return <TimelinePanel initial={timeline} from={from} to={to} mayMove={mayDo(ctx.actor, "deployments:write")} />;
}
