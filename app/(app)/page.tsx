import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { AdoptionPanel } from "#components/overview/adoption-panel.tsx";
import { FirstSteps } from "#components/overview/first-steps.tsx";
import { ActivePanel } from "#components/overview/active-panel.tsx";
import { NeedsPanel } from "#components/overview/needs-panel.tsx";
import { listNeeds } from "#components/overview/needs.ts";
import { RecentPanel } from "#components/overview/recent-panel.tsx";
import { VersionsPanel } from "#components/overview/versions-panel.tsx";
import { formatNumber, formatPercent } from "#components/ui/format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Stat, StatStrip } from "#components/ui/stat.tsx";
import { countVersions } from "#lib/devices/count-versions.ts";
import { summarizeDevices } from "#lib/devices/summarize.ts";
import { listEvents } from "#lib/events/list.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPolicies } from "#lib/intake/list-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { listRollbackPlans } from "#lib/rollbacks/list.ts";
import { listOpenHolds } from "#lib/rollouts/list-open-holds.ts";
import { listActiveRollouts } from "#lib/rollouts/list.ts";
import { sortByVersion } from "#components/overview/sort-versions.ts";

export const metadata: Metadata = { title: "Overview" };

const RECENT = 14;
/** More than anybody reads on one page; the rest stands under Rollbacks. */
const PLANS_MAX = 50;
const CALM_MS = 3000;

/** What is news for everybody. What single devices do belongs to the page of their rollout. */
const NEWS: EventType[] = [
  "rollout_created",
  "rollout_waiting",
  "rollout_scheduled",
  "rollout_started",
  "rollout_paused",
  "rollout_resumed",
  "rollout_completed",
  "rollout_failed",
  "rollout_cancelled",
  "rollout_rolling_back",
  "rollout_rolled_back",
  "batch_approved",
  "release_held",
  "release_hold_lifted",
  "rollback_plan_created",
  "rollback_plan_approved",
  "rollback_plan_rejected",
  "rollback_plan_expired",
  "rollback_plan_cancelled",
  "rollback_started",
  "rollback_stuck",
  "rollback_resumed",
  "rollback_completed",
  "rollback_failed",
  "automatic_rollback_stopped",
  "policy_created",
  "policy_updated",
  "policy_deleted",
];

/** What moves the figures without being news. */
const FIGURES: EventType[] = [
  "batch_started",
  "batch_completed",
  "device_registered",
  "device_retired",
  "device_deleted",
  "device_updated",
  "device_failed",
  "health_check_passed",
];

export default async function OverviewPage() {
  const ctx = await getPageContext();
  const { active, devices, versions, holds, plans, events, policies } = await loadPage(() => loadOverview(ctx));
  const needs = listNeeds({ rollouts: active.items, holds: holds.items, plans: plans.items });
  const running = active.items.filter(({ status }) => status === "running").length;
  const isNew = active.items.length === 0 && versions.length === 0;
  return (
    <>
      <PageHeader title="Overview" />
      <LivePage types={[...NEWS, ...FIGURES]} calmMs={CALM_MS} />
      {isNew && <FirstSteps hasDevices={devices.total > 0} hasPolicies={policies.items.length > 0} />}
      <StatStrip className="mb-4">
        <Stat
          label="Under way"
          value={formatNumber(active.items.length)}
          detail={`${formatNumber(running)} running`}
          href="/rollouts"
        />
        <Stat label="Needs you" value={formatNumber(needs.length)} tone={needs.length > 0 ? "warn" : undefined} />
        <Stat
          label="Devices"
          value={formatNumber(devices.total)}
          detail={devices.neverSeen > 0 ? `${formatNumber(devices.neverSeen)} never seen` : "registered"}
          href="/devices"
        />
        <Stat
          label="Online"
          value={devices.total === 0 ? "–" : formatPercent(devices.online / devices.total)}
          detail={`${formatNumber(devices.online)} of ${formatNumber(devices.total)}`}
          href="/devices?seen=online"
        />
      </StatStrip>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-4">
          <NeedsPanel needs={needs} />
          <ActivePanel rollouts={active.items} />
          <VersionsPanel apps={versions} />
          {versions.length > 0 && <AdoptionPanel apps={versions.map(({ app }) => app)} />}
        </div>
        <RecentPanel events={events.items} />
      </div>
    </>
  );
}

async function loadOverview(ctx: Context) {
  const [active, devices, versions, holds, plans, events, policies] = await Promise.all([
    listActiveRollouts(ctx, {}),
    summarizeDevices(ctx),
    countVersions(ctx, {}),
    listOpenHolds(ctx),
    listRollbackPlans(ctx, { status: "awaitingApproval,needsDecision", limit: PLANS_MAX }),
    listEvents(ctx, { types: NEWS.join(","), limit: RECENT }),
    listPolicies(ctx, { limit: 1 }),
  ]);
  return { active, devices, versions: sortByVersion(versions.items), holds, plans, events, policies };
}
