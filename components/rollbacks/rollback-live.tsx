"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ApprovalLayout } from "#components/approvals/approval-layout.tsx";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { ApprovalPanel } from "#components/rollbacks/approval-panel.tsx";
import { CheckList } from "#components/rollbacks/check-list.tsx";
import { DevicePlaces } from "#components/rollbacks/device-places.tsx";
import { ExecutionPanel } from "#components/rollbacks/execution-panel.tsx";
import { HalfWay } from "#components/rollbacks/half-way.tsx";
import { PlanStateBadge, VerdictBadge } from "#components/rollbacks/looks.tsx";
import { PlanChanges } from "#components/rollbacks/plan-changes.tsx";
import { PlanFacts } from "#components/rollbacks/plan-facts.tsx";
import { readPlan, ROLLBACK_EVENTS, rollbackKeys } from "#components/rollbacks/queries.ts";
import { CheckAgain, RollbackActions } from "#components/rollbacks/rollback-actions.tsx";
import { ROLLOUT_EVENTS } from "#components/rollouts/queries.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { PlanView } from "#lib/rollbacks/view.ts";

const EVENTS = [...ROLLBACK_EVENTS, ...ROLLOUT_EVENTS];
const CALM_MS = 2000;
const UNDER_WAY_MS = 5000;

/** Everything that one has to know before agreeing to a rollback, and what becomes of it, on one page. */
export function RollbackLive({ initial }: { initial: PlanView }) {
  const { data: plan } = useQuery({
    queryKey: rollbackKeys.one(initial.id),
    queryFn: ({ signal }) => readPlan(initial.id, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
    // News of its rollout may come before the plan is known to have one, and are not taken for its own then.
    refetchInterval: ({ state }) => state.data?.status === "executing" && UNDER_WAY_MS,
  });
  const { id, number, product, environment, from, to } = plan;
  useLiveRefresh({
    types: EVENTS,
    concerns: ({ subject, rolloutId }) => subject.id === id || rolloutIdsOf(plan).includes(rolloutId ?? ""),
    keys: [rollbackKeys.one(id), ["rollbacks", "devices", id]],
    calmMs: CALM_MS,
  });
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: "Rollbacks", href: "/rollbacks" }]}
        title={
          <>
            <span className="font-normal text-faint">#{number}</span>{" "}
            <Link href={`/products/${product.id}`} className="rounded hover:underline">
              {product.slug}
            </Link>{" "}
            {from.version} → {to.version}
            <span className="font-normal"> {environment === null ? "everywhere" : `in ${environment.name}`}</span>
          </>
        }
        badge={<PlanStateBadge status={plan.status} />}
        description={plan.reason}
        actions={<RollbackActions plan={plan} />}
      />
      <PlanNotices plan={plan} />
      {plan.status === "needsDecision" && <HalfWay plan={plan} />}
      <PlanFacts plan={plan} />
      <ApprovalLayout approval={<ApprovalPanel plan={plan} />} aside={<PlanChanges plan={plan} />}>
        <ExecutionPanel plan={plan} />
        <Panel
          title="Safety checks"
          count={<VerdictBadge verdict={plan.verdict} isForced={plan.isForced} />}
          actions={<CheckAgain plan={plan} />}
        >
          <p className="px-3 pt-2 text-xs text-muted">
            Checked <RelativeTime at={plan.checkedAt} />, and again when it is approved and when it is carried out.
          </p>
          <CheckList plan={plan} />
        </Panel>
        <DevicePlaces plan={plan} />
      </ApprovalLayout>
    </>
  );
}

function rolloutIdsOf({ executions }: PlanView): string[] {
  return executions.flatMap(({ rollouts }) => rollouts.map(({ id }) => id));
}

/** Why it is where it is, and what was left out on the way. */
function PlanNotices({ plan }: { plan: PlanView }) {
  const { status, statusReason, force, breakGlass, trigger } = plan;
  return (
    <div className="mb-4 space-y-2 empty:hidden">
      {trigger.kind === "automatic" && (
        <Notice kind="warn" title="It began by itself">
          {trigger.evidence}
        </Notice>
      )}
      {statusReason !== null && status !== "needsDecision" && (
        <Notice kind={status === "failed" || status === "rejected" ? "bad" : "warn"}>{statusReason}</Notice>
      )}
      {force && (
        <Notice kind="warn" title={`Forced by ${force.by.name ?? "somebody"}`}>
          {force.reason}
        </Notice>
      )}
      {breakGlass && (
        <Notice kind="bad" title={`Carried out without its approvals by ${breakGlass.by.name ?? "somebody"}`}>
          {breakGlass.reason}
        </Notice>
      )}
    </div>
  );
}
