import Link from "next/link";
import { StageStateBadge } from "#components/deployments/state-badges.tsx";
import { WhereaboutsBar } from "#components/rollbacks/whereabouts-bar.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import type { ExecutionView, PlanView } from "#lib/rollbacks/view.ts";

/** What is being done, stage by stage, with the rollouts that carry the older version; nothing before it begins. */
export function ExecutionPanel({ plan }: { plan: PlanView }) {
  const [newest, ...earlier] = plan.executions;
  if (newest === undefined) return null;
  return (
    <Panel title="Carried out" count={earlier.length > 0 ? `${earlier.length + 1} times` : undefined}>
      {plan.whereabouts && (
        <div className="border-b border-line p-3">
          <WhereaboutsBar whereabouts={plan.whereabouts} moving={plan.status === "executing"} />
        </div>
      )}
      <Execution execution={newest} />
      {earlier.map((execution) => (
        <details key={execution.id} className="border-t border-line">
          <summary className="cursor-pointer p-3 text-sm text-muted">
            Attempt {execution.attempt}, <RelativeTime at={execution.startedAt} />: {execution.status}
          </summary>
          <Execution execution={execution} />
        </details>
      ))}
    </Panel>
  );
}

const titles: Record<string, string> = {
  wait: "Wait for the time",
  recheck: "Check once more",
  hold: "Hold the version",
  stop: "Stop what brings it",
  carry: "Carry the older version to the devices",
  verify: "Look where every device is",
  settle: "Write down how it ended",
};

function Execution({ execution }: { execution: ExecutionView }) {
  return (
    <>
      <p className="px-3 pt-3 text-sm text-muted">
        Begun by {execution.startedBy.name ?? "somebody"} <RelativeTime at={execution.startedAt} />,{" "}
        <Duration from={execution.startedAt} to={execution.completedAt} />
      </p>
      <ol className="divide-y divide-line">
        {execution.stages.map((stage) => (
          <li key={stage.name} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 p-3">
            <span className="min-w-0 flex-1 font-medium">{titles[stage.name] ?? stage.name}</span>
            <StageStateBadge status={stage.status} />
            {stage.statusReason && <p className="w-full text-sm text-muted">{stage.statusReason}</p>}
          </li>
        ))}
      </ol>
      {execution.rollouts.length > 0 && (
        <p className="border-t border-line p-3 text-sm">
          {execution.rollouts.map((rollout) => (
            <Link
              key={rollout.id}
              href={`/rollouts/${rollout.id}`}
              className="mr-3 rounded text-accent-ink hover:underline"
            >
              Rollout #{rollout.number}
            </Link>
          ))}
        </p>
      )}
    </>
  );
}
