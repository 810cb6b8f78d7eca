import { CircleCheck, CircleHelp, CircleX, Ruler } from "lucide-react";
import { Measurements } from "#components/deployments/measurements.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { DeploymentStageView } from "#lib/deployments/view.ts";
import type { Analysis, AnalysisStatus } from "#lib/stage-kinds/rules/analysis.ts";
import { describeLoad, type LoadSummary } from "#lib/stage-kinds/rules/load.ts";

/** What a stage brought forth, for the kinds that measure or test. The others say it in their reason. */
export function StageResult({ stage: { kind, output } }: { stage: DeploymentStageView }) {
  if (output === null) return null;
  // What stands in an output is what its kind's handler wrote.
  switch (kind) {
    case "canary":
      return <Analyses analyses={(output.analyses ?? []) as Analysis[]} />;
    case "smokeTest":
      return <Steps steps={(output.steps ?? []) as Step[]} />;
    case "loadTest":
      return output.requests === undefined ? null : (
        <p className="text-xs text-muted">{describeLoad(output as unknown as LoadSummary)}.</p>
      );
    default:
      return null;
  }
}

const looks: Record<AnalysisStatus, StateLook> = {
  running: { label: "Measuring", tone: "move", icon: Ruler },
  success: { label: "Good", tone: "good", icon: CircleCheck },
  failure: { label: "Bad", tone: "bad", icon: CircleX },
  inconclusive: { label: "Inconclusive", tone: "warn", icon: CircleHelp },
};

function Analyses({ analyses }: { analyses: readonly Analysis[] }) {
  const measured = analyses.filter(({ metrics }) => metrics.length > 0);
  if (measured.length === 0) return null;
  return (
    <ol aria-label="Analyses" className="space-y-2">
      {measured.map(({ before, status, metrics }) => (
        <li key={before} className="space-y-1">
          <p className="flex items-center gap-2 text-xs text-muted">
            After batch {before}
            <StateBadge tone={looks[status].tone} icon={looks[status].icon}>
              {looks[status].label}
            </StateBadge>
          </p>
          <div className="grid gap-2 sm:grid-cols-2">
            {metrics.map((metric, index) => (
              <Measurements key={index} metric={metric} />
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}

interface Step {
  name: string;
  ok: boolean;
  status: number | null;
  millis: number | null;
  misses: string[];
}

function Steps({ steps }: { steps: readonly Step[] }) {
  if (steps.length === 0) return null;
  return (
    <ol aria-label="Steps" className="space-y-0.5 text-xs">
      {steps.map(({ name, ok, status, millis, misses }, index) => (
        <li key={index} className="flex flex-wrap gap-x-2">
          {ok ? (
            <CircleCheck role="img" aria-label="Passed" className="size-3.5 text-good-ink" />
          ) : (
            <CircleX role="img" aria-label="Failed" className="size-3.5 text-bad-ink" />
          )}
          <span>{name}</span>
          {status !== null && (
            <span className="text-muted">
              {status} in {millis} ms
            </span>
          )}
          {misses.length > 0 && <span className="break-words text-bad-ink">{misses.join("; ")}</span>}
        </li>
      ))}
    </ol>
  );
}
