import { deploymentLooks } from "#components/deployments/state-badges.tsx";
import type { DeploymentEntryView } from "#lib/deployments/view.ts";
import type { EntryType } from "#lib/stages/rules/machine.ts";

const words: Record<EntryType, string> = {
  transition: "is now",
  pause: "Paused",
  resume: "Resumed",
  stage_start: "started",
  stage_wait: "waits",
  stage_complete: "completed",
  stage_failure: "failed",
  stage_retry: "is tried again",
  stage_skip: "left out",
  stage_cancel: "cancelled",
  rollback_start: "is taken back",
  rollback_retry: "is taken back in another try",
  rollback: "was taken back",
  rollback_failure: "could not be taken back",
  complete: "Completed",
  failure: "Ended early",
};

/** One line of a machine's history as a sentence. */
export function tellEntry({ type, stage, attempt, data }: DeploymentEntryView): string {
  if (type === "transition") return `The deployment ${words.transition} ${nameStatus(data.to)}`;
  const subject = stage === null ? words[type] : `${stage} ${words[type]}`;
  const tries = attempt !== null && attempt > 1 ? `, try ${attempt}` : "";
  const reason = typeof data.reason === "string" ? `: ${data.reason}` : "";
  return `${subject}${tries}${reason}`;
}

function nameStatus(status: unknown): string {
  if (status === "pending") return deploymentLooks.queued.label.toLowerCase();
  const looks: Readonly<Record<string, { label: string } | undefined>> = deploymentLooks;
  return (looks[String(status)]?.label ?? String(status)).toLowerCase();
}
