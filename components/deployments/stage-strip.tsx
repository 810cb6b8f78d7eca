import { stageLooks } from "#components/deployments/state-badges.tsx";
import { titleOf } from "#components/templates/kind-words.ts";
import { cn } from "#components/ui/cn.ts";
import { toneFill } from "#components/ui/tone.ts";
import type { DeploymentSummary } from "#lib/deployments/view.ts";

const settled = new Set(["completed", "skipped"]);

/** Every stage as a small bar, in their order, with how many are done beside them. */
export function StageStrip({ stages }: { stages: DeploymentSummary["stages"] }) {
  const done = stages.filter(({ status }) => settled.has(status)).length;
  const words = stages.map((stage) => `${titleOf(stage)}: ${stageLooks[stage.status].label}`).join(", ");
  return (
    <span className="flex items-center gap-2.5">
      <span role="img" aria-label={words} title={words} className="flex w-28 shrink-0 gap-0.5">
        {stages.map(({ name, status }) => (
          <span
            key={name}
            className={cn(
              "h-1.5 min-w-0.5 flex-1 rounded-xs",
              status === "pending" ? "bg-line-strong" : toneFill[stageLooks[status].tone],
            )}
          />
        ))}
      </span>
      <span className="text-xs whitespace-nowrap text-muted">
        {done} / {stages.length}
      </span>
    </span>
  );
}
