"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ApprovalLayout } from "#components/approvals/approval-layout.tsx";
import { ApprovalPanel } from "#components/deployments/approval-panel.tsx";
import { DeploymentActions } from "#components/deployments/deployment-actions.tsx";
import { DeploymentFacts } from "#components/deployments/deployment-facts.tsx";
import { DeploymentHistory } from "#components/deployments/deployment-history.tsx";
import { DeploymentLog } from "#components/deployments/deployment-log.tsx";
import { DEPLOYMENT_EVENTS, deploymentKeys, readDeployment } from "#components/deployments/queries.ts";
import { StageList } from "#components/deployments/stage-list.tsx";
import { DeploymentStateBadge } from "#components/deployments/state-badges.tsx";
import { VariableValues } from "#components/deployments/variable-values.tsx";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { RiskPanel } from "#components/risk/risk-panel.tsx";
import { ROLLOUT_EVENTS } from "#components/rollouts/queries.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { DeploymentStatus } from "#lib/deployments/rules/deployment.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";

const EVENTS = [...DEPLOYMENT_EVENTS, ...ROLLOUT_EVENTS];

/** One deployment as it happens. */
export function DeploymentLive({ initial }: { initial: DeploymentView }) {
  const { data: deployment } = useQuery({
    queryKey: deploymentKeys.one(initial.id),
    queryFn: ({ signal }) => readDeployment(initial.id, signal),
    initialData: initial,
    // Going back shows a page that the browser kept, with what was so at that time.
    staleTime: 0,
  });
  const { id, product, version, number } = deployment;
  useLiveRefresh({
    types: EVENTS,
    concerns: ({ subject, rolloutId }) =>
      subject.id === id || deployment.rollouts.some((rollout) => rollout.id === rolloutId),
    keys: [deploymentKeys.one(id), deploymentKeys.logs(id), deploymentKeys.history(id), deploymentKeys.approvals(id)],
  });
  const done = deployment.stages.filter(({ status }) => status === "completed" || status === "skipped").length;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: "Deployments", href: "/deployments" }]}
        title={
          <>
            <span className="font-normal text-faint">#{number}</span>{" "}
            <Link href={`/products/${product.id}`} className="rounded hover:underline">
              {product.slug}
            </Link>{" "}
            {version}
            {deployment.environment && <span className="font-normal"> to {deployment.environment.name}</span>}
          </>
        }
        badge={<DeploymentStateBadge status={deployment.status} />}
        actions={<DeploymentActions deployment={deployment} />}
      />
      <DeploymentReason deployment={deployment} />
      <DeploymentFacts deployment={deployment} />
      <ApprovalLayout
        approval={<ApprovalPanel deployment={deployment} />}
        aside={
          <>
            <RiskPanel subject={{ deploymentId: id }} />
            <VariableValues variables={deployment.variables} />
            <Panel title="What happened">
              <DeploymentHistory deploymentId={id} />
            </Panel>
          </>
        }
      >
        <Panel title="Stages" count={`${done} / ${deployment.stages.length}`}>
          <StageList deployment={deployment} />
        </Panel>
        <Panel title="Log">
          <DeploymentLog deploymentId={id} />
        </Panel>
      </ApprovalLayout>
    </>
  );
}

const kinds: Partial<Record<DeploymentStatus, "info" | "warn" | "bad">> = {
  paused: "warn",
  failed: "bad",
  rollingBack: "warn",
  rolledBack: "warn",
};

/** Why the deployment is where it is, and what it waits for. */
function DeploymentReason({ deployment: { status, statusReason, queue } }: { deployment: DeploymentView }) {
  if (statusReason === null) return null;
  return (
    <Notice
      kind={kinds[status] ?? "info"}
      className="mb-4"
      actions={
        status === "queued" &&
        queue && (
          <Link href="/queue" className="rounded text-accent-ink hover:underline">
            See its place in the queue
          </Link>
        )
      }
    >
      <p>{statusReason}</p>
    </Notice>
  );
}
