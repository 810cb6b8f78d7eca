import Link from "next/link";
import { StageResult } from "#components/deployments/stage-result.tsx";
import { stageLooks, StageStateBadge } from "#components/deployments/state-badges.tsx";
import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { cn } from "#components/ui/cn.ts";
import { Countdown, Duration } from "#components/ui/relative-time.tsx";
import { toneFill } from "#components/ui/tone.ts";
import type { DeploymentStageView, DeploymentView } from "#lib/deployments/view.ts";

/** The stages in their order, each with how it stands, why, and what it brought forth. */
export function StageList({ deployment }: { deployment: DeploymentView }) {
  return (
    <ol aria-label="Stages" className="divide-y divide-line">
      {deployment.stages.map((stage) => (
        <StageItem key={stage.name} stage={stage} deployment={deployment} />
      ))}
    </ol>
  );
}

function StageItem({ stage, deployment }: { stage: DeploymentStageView; deployment: DeploymentView }) {
  const { icon: Icon, label } = wordsOfKind(stage.kind);
  const rollouts = deployment.rollouts.filter((rollout) => belongsTo(rollout.stage, stage.name));
  return (
    <li className="flex gap-3 p-3" aria-current={isNow(stage) ? "step" : undefined}>
      <span aria-hidden className={cn("w-1 shrink-0 rounded-full", barOf(stage))} />
      <div className="min-w-0 flex-1 space-y-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Icon aria-hidden className="size-4 shrink-0 text-faint" />
          <h3 className="min-w-0 truncate font-medium">{titleOf(stage)}</h3>
          <span className="text-xs text-muted">{label}</span>
          <StageStateBadge status={stage.status} />
          {stage.attempt > 1 && (
            <span className="text-xs text-muted">
              try {stage.attempt}
              {stage.attemptsMax > 1 && ` of ${stage.attemptsMax}`}
            </span>
          )}
          <span className="ml-auto text-xs text-muted">
            {stage.startedAt && <Duration from={stage.startedAt} to={stage.completedAt} />}
          </span>
        </div>
        {stage.description && <p className="text-xs text-muted">{stage.description}</p>}
        {stage.statusReason && <p className="text-sm break-words">{stage.statusReason}</p>}
        {isNow(stage) && typeof stage.output?.progress === "string" && (
          <p className="text-xs text-muted">{stage.output.progress}</p>
        )}
        <StageTimes stage={stage} />
        <StageResult stage={stage} />
        {rollouts.length > 0 && (
          <p className="flex flex-wrap gap-x-3 text-sm">
            {rollouts.map((rollout) => (
              <Link
                key={rollout.id}
                href={`/rollouts/${rollout.id}`}
                className="rounded text-accent-ink hover:underline"
              >
                Rollout #{rollout.number}: {rollout.status}
              </Link>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}

function StageTimes({ stage }: { stage: DeploymentStageView }) {
  if (stage.status === "pending" && stage.wakeAt) {
    return (
      <p className="text-xs text-muted">
        Tried again in <Countdown to={stage.wakeAt} past="a moment" />.
      </p>
    );
  }
  if (!isNow(stage) || !stage.deadlineAt) return null;
  return (
    <p className="text-xs text-muted">
      Time limit in <Countdown to={stage.deadlineAt} past="a moment" />.
    </p>
  );
}

function isNow({ status }: DeploymentStageView): boolean {
  return status === "running" || status === "waiting" || status === "rollingBack";
}

function barOf({ status }: DeploymentStageView): string {
  return status === "pending" ? "bg-line-strong" : toneFill[stageLooks[status].tone];
}

/** A stage of several rollouts names them stage/part, and those of later tries end with their number. */
function belongsTo(place: string | null, stage: string): boolean {
  return place?.split("#")[0]?.split("/")[0] === stage;
}
