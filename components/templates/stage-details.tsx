import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { formatDuration } from "#components/ui/format.ts";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import type { Condition, Stage } from "#lib/templates/rules/definition.ts";
import { usualLimits } from "#lib/templates/rules/usual-limits.ts";

const failureWords: Record<Stage["onFailure"], string> = {
  rollBack: "take everything back",
  stop: "stop and leave it as it is",
  continue: "go on without it",
};

/** What one stage of a template does, in words and as it is written. */
export function StageDetails({ stage, needs }: { stage: Stage; needs: readonly string[] }) {
  const limits = usualLimits(stage.kind);
  const minutes = stage.timeLimitMinutes ?? limits.timeLimitMinutes;
  const attempts = stage.retries === undefined ? limits.attempts : stage.retries + 1;
  const hasConfig = Object.keys(stage.config).length > 0;
  return (
    <Panel title={titleOf(stage)} bodyClassName="space-y-3 p-3" id="stage-details">
      {stage.description && <p className="text-muted">{stage.description}</p>}
      <Facts>
        <Fact label="Kind">{wordsOfKind(stage.kind).label}</Fact>
        <Fact label="After">{needs.length > 0 ? needs.join(", ") : "the beginning"}</Fact>
        <Fact label="Time limit">{formatDuration(minutes * 60)}</Fact>
        <Fact label="Tries">{attempts}</Fact>
        <Fact label="If it fails">{failureWords[stage.onFailure]}</Fact>
      </Facts>
      {stage.when && <p>Run only if {describeCondition(stage.when)}.</p>}
      {hasConfig && (
        <pre
          tabIndex={0}
          aria-label="Config"
          className="max-h-64 overflow-auto rounded-md border border-line bg-sunken p-2 font-mono text-xs leading-5"
        >
          {JSON.stringify(stage.config, null, 2)}
        </pre>
      )}
    </Panel>
  );
}

export function describeCondition({ variable, risk, environment }: Condition): string {
  const parts: string[] = [];
  if (variable?.given !== undefined) parts.push(`${variable.name} is ${variable.given ? "" : "not "}given`);
  if (variable?.equals !== undefined) parts.push(`${variable.name} is ${String(variable.equals)}`);
  if (variable?.notEquals !== undefined) parts.push(`${variable.name} is not ${String(variable.notEquals)}`);
  if (variable?.in) parts.push(`${variable.name} is one of ${variable.in.join(", ")}`);
  if (risk) parts.push(`the risk is ${risk.atLeast} or more`);
  if (environment) parts.push(`it goes to ${environment.join(" or ")}`);
  return parts.join(" and ");
}
