import type { LogCheck } from "#components/events/use-log-check.ts";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { describeFault, type Verdict } from "#lib/events/rules/verdict.ts";
import { countOf, formatNumber } from "#lib/kernel/format.ts";

/** How far a check of the log is, or what it found. */
export function CheckOutcome({ check }: { check: LogCheck }) {
  switch (check.kind) {
    case "none":
      return null;
    case "failed":
      return (
        <Notice kind="bad" title="The log could not be checked">
          {sentenceOf(check.error)}
        </Notice>
      );
    case "running":
      return (
        <div role="status" className="space-y-1.5">
          <p className="text-xs text-muted">
            {check.total === 0
              ? "Checking the log …"
              : `${formatNumber(check.checked)} of ${countOf(check.total, "event")} checked`}
          </p>
          <ProgressBar
            label="Check of the log"
            segments={[{ key: "checked", label: "checked", value: check.checked, tone: "move" }]}
            total={check.total}
            moving
          />
        </div>
      );
    case "done":
      return <VerdictNotice verdict={check.verdict} at={check.at} />;
  }
}

function VerdictNotice({ verdict, at }: { verdict: Verdict; at: string }) {
  const { isSound, events, provenSeq, lastSeq, faults, faultCount } = verdict;
  if (!isSound) {
    return (
      <Notice kind="bad" title={`The log is not what was written: ${countOf(faultCount, "fault")}`}>
        <ul className="list-disc pl-4">
          {faults.map((fault) => (
            <li key={`${fault.kind} ${fault.seq}`}>{describeFault(fault)}</li>
          ))}
        </ul>
        {faultCount > faults.length && <p>… and {countOf(faultCount - faults.length, "more fault", "more faults")}.</p>}
      </Notice>
    );
  }
  return (
    <Notice kind="good" title={`The chain holds: ${countOf(events, "event")} checked`}>
      {provenSeq === null
        ? "No checkpoint is signed yet: sign one and keep it elsewhere."
        : `Signed up to event ${formatNumber(provenSeq)} of ${formatNumber(lastSeq ?? 0)}. `}{" "}
      Whether somebody has written the whole log anew, only a checkpoint kept elsewhere tells. Checked{" "}
      <RelativeTime at={at} />.
    </Notice>
  );
}
