import type { ReactNode } from "react";
import type { RolloutActionName } from "#components/rollouts/queries.ts";
import { countOf, formatPercent } from "#components/ui/format.ts";
import type { BatchView, RolloutView } from "#lib/rollouts/view.ts";

export type RolloutQuestion = RolloutActionName;

type Question = {
  action: RolloutActionName;
  title: string;
  consequences: ReactNode;
  confirmLabel: string;
  danger: boolean;
  body?: Record<string, unknown>;
};

/** What is asked before a rollout is moved: every one names how many devices it touches. */
export function questionOf(question: RolloutQuestion, rollout: RolloutView): Question {
  const name = `rollout #${rollout.number}`;
  const { counts } = rollout;
  const open = counts.pending + counts.scheduled;
  switch (question) {
    case "pause":
      return {
        action: "pause",
        title: `Pause ${name}?`,
        confirmLabel: `Pause before ${countOf(open, "more device")}`,
        danger: false,
        consequences: (
          <p>
            Nobody is offered {rollout.toVersion} until it is resumed.{" "}
            {sentence(counts.updating, "device", "is", "are")} in the middle of the update and will finish.
          </p>
        ),
      };
    case "resume":
      return {
        action: "resume",
        title: `Resume ${name}?`,
        confirmLabel: `Resume towards ${countOf(open, "device")}`,
        danger: false,
        consequences: <ResumeConsequences rollout={rollout} open={open} />,
      };
    case "approve": {
      const next = nextBatch(rollout);
      const touched = next ? next.deviceCount - next.counts.skipped : 0;
      return {
        action: "approve",
        body: next && { batchIndex: next.index },
        title: next ? `Approve batch ${next.index + 1} of ${name}?` : `Approve ${name}?`,
        confirmLabel: `Approve for ${countOf(touched, "device")}`,
        danger: false,
        consequences: (
          <p>
            {countOf(touched, "device")} will be offered {rollout.toVersion}
            {next && `, so that ${next.percent}% of the selected devices have had their turn`}.
          </p>
        ),
      };
    }
    case "retry": {
      const again = counts.failed + counts.rolledBack;
      return {
        action: "retry",
        title: `Retry failed devices of ${name}?`,
        confirmLabel: `Retry ${countOf(again, "device")}`,
        danger: false,
        consequences: (
          <p>
            {countOf(again, "device")} that failed or went back will be offered {rollout.toVersion} again. Their
            failures no longer count towards the limit.
          </p>
        ),
      };
    }
    case "cancel":
      return {
        action: "cancel",
        title: `Cancel ${name}?`,
        confirmLabel: open > 0 ? `Cancel for ${countOf(open, "device")}` : "Cancel the rollout",
        danger: true,
        consequences: (
          <p>
            {countOf(open, "device")} will not get {rollout.toVersion}.{" "}
            {sentence(counts.healthy, "device", "has", "have")} it and {counts.healthy === 1 ? "keeps" : "keep"} it. A
            cancelled rollout cannot be resumed.
          </p>
        ),
      };
    case "rollback": {
      const touched = counts.healthy + counts.updating + counts.failed;
      return {
        action: "rollback",
        title: `Roll back ${name}?`,
        confirmLabel: `Roll back ${countOf(touched, "device")}`,
        danger: true,
        consequences: (
          <p>
            {countOf(touched, "device")} will be told to go back
            {rollout.fromVersion
              ? ` to what they ran before (mostly ${rollout.fromVersion})`
              : " to what they ran before"}
            . {open > 0 && `${countOf(open, "device")} will not be offered ${rollout.toVersion} at all.`}
          </p>
        ),
      };
    }
  }
}

export function batchRollbackQuestion(rollout: RolloutView, batch: BatchView): Question {
  const touched = batch.counts.healthy + batch.counts.updating + batch.counts.failed;
  return {
    action: "rollback",
    body: { batchIndex: batch.index },
    title: `Roll back batch ${batch.index + 1} of rollout #${rollout.number}?`,
    confirmLabel: `Roll back ${countOf(touched, "device")}`,
    danger: true,
    consequences: (
      <p>
        {countOf(touched, "device")} of this batch will be told to go back to what they ran before
        {rollout.status === "running" && ", and the rollout is paused"}. Other batches keep {rollout.toVersion}.
      </p>
    ),
  };
}

function ResumeConsequences({ rollout, open }: { rollout: RolloutView; open: number }) {
  const isOverLimit = rollout.failureRate > rollout.failureRateMax;
  return (
    <div className="space-y-2">
      <p>
        {countOf(open, "more device")} may be offered {rollout.toVersion}.
      </p>
      {isOverLimit && (
        <p className="text-warn-ink">
          The failure rate is {formatPercent(rollout.failureRate)}, over the limit of{" "}
          {formatPercent(rollout.failureRateMax)}. Resuming accepts the failures so far; only new ones count from here.
        </p>
      )}
    </div>
  );
}

function nextBatch(rollout: RolloutView): BatchView | undefined {
  return rollout.batches.find((batch) => batch.status === "pending");
}

function sentence(count: number, noun: string, one: string, many: string): string {
  return `${countOf(count, noun)} ${count === 1 ? one : many}`;
}
