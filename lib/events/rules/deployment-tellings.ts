// What do the events of deployments, and of all that decides about them, say to a person?
import type { Data, Telling } from "#lib/events/rules/telling.ts";
import { nameOf, reasonOf, versionOf, wordOf } from "#lib/events/rules/words.ts";
import { countOf } from "#lib/kernel/format.ts";
import type { DeploymentEventType } from "#lib/events/types.ts";

function deploymentOf(data: Data): string {
  const { number } = data;
  const what = typeof number === "number" ? `Deployment #${number}` : "The deployment";
  const where = wordOf(data.environment);
  return where === undefined ? what : `${what} to ${where}`;
}

function stageOf(data: Data): string {
  const { number } = data;
  const stage = `Stage ${wordOf(data.stage) ?? ""}`.trimEnd();
  return typeof number === "number" ? `${stage} of #${number}` : stage;
}

function releaseOfDeployment(data: Data): string {
  const release = [wordOf(data.product), wordOf(data.version)].filter(Boolean).join(" ");
  return release === "" ? "" : `: ${release}`;
}

function attemptOf({ attempt }: Data): string {
  return typeof attempt === "number" ? `, try ${attempt}` : "";
}

function scopeOf(data: Data): string {
  const places = [wordOf(data.product), wordOf(data.environment)].filter(Boolean);
  return places.length === 0 ? "everywhere" : `for ${places.join(" in ")}`;
}

/** One sentence for each type. */
export const deploymentTellings: Record<DeploymentEventType, Telling> = {
  template_created: { tone: "idle", text: (data) => `Template ${nameOf(data)} made` },
  template_updated: { tone: "idle", text: (data) => `Template ${nameOf(data)} changed` },
  template_archived: { tone: "warn", text: (data) => `Template ${nameOf(data)} archived` },
  environment_created: { tone: "idle", text: (data) => `Environment ${nameOf(data)} made` },
  environment_updated: { tone: "idle", text: (data) => `Environment ${nameOf(data)} changed` },
  environment_archived: { tone: "warn", text: (data) => `Environment ${nameOf(data)} archived` },
  deployment_created: { tone: "idle", text: (data) => `${deploymentOf(data)} made${releaseOfDeployment(data)}` },
  deployment_approval_needed: { tone: "wait", text: (data) => `${deploymentOf(data)} needs an approval` },
  deployment_rescheduled: { tone: "idle", text: (data) => `${deploymentOf(data)} moved to another time` },
  deployment_reprioritized: {
    tone: "idle",
    text: (data) => `${deploymentOf(data)} has ${wordOf(data.after) ?? "another"} priority`,
  },
  deployment_override_requested: {
    tone: "warn",
    text: (data) => `${deploymentOf(data)} shall pass as a hot-fix; a second person must confirm it`,
  },
  deployment_overridden: { tone: "warn", text: (data) => `${deploymentOf(data)} may pass what keeps others back` },
  deployment_approved: { tone: "good", text: (data) => `${deploymentOf(data)} approved` },
  deployment_rejected: { tone: "bad", text: (data) => `${deploymentOf(data)} rejected` },
  release_found_bad: {
    tone: "bad",
    text: (data) => `${deploymentOf(data)} found bad after it was deployed`,
  },
  deployment_promoted: { tone: "good", text: (data) => `${deploymentOf(data)} promoted${releaseOfDeployment(data)}` },
  deployment_started: { tone: "move", text: (data) => `${deploymentOf(data)} started` },
  deployment_paused: { tone: "warn", text: (data) => `${deploymentOf(data)} paused` },
  deployment_resumed: { tone: "move", text: (data) => `${deploymentOf(data)} goes on` },
  deployment_completed: { tone: "good", text: (data) => `${deploymentOf(data)} completed` },
  deployment_failed: { tone: "bad", text: (data) => `${deploymentOf(data)} failed` },
  deployment_cancelled: { tone: "warn", text: (data) => `${deploymentOf(data)} cancelled` },
  deployment_rolling_back: { tone: "warn", text: (data) => `${deploymentOf(data)} is taken back` },
  deployment_rolled_back: { tone: "warn", text: (data) => `${deploymentOf(data)} was taken back` },
  stage_started: { tone: "move", text: (data) => `${stageOf(data)} started${attemptOf(data)}` },
  stage_waiting: { tone: "idle", text: (data) => `${stageOf(data)} waits` },
  stage_completed: { tone: "good", text: (data) => `${stageOf(data)} completed` },
  stage_skipped: { tone: "idle", text: (data) => `${stageOf(data)} left out` },
  stage_retried: { tone: "warn", text: (data) => `${stageOf(data)} is tried again${attemptOf(data)}` },
  stage_failed: { tone: "bad", text: (data) => `${stageOf(data)} failed` },
  stage_rolled_back: { tone: "warn", text: (data) => `${stageOf(data)} was taken back` },
  stage_rollback_failed: { tone: "bad", text: (data) => `${stageOf(data)} could not be taken back` },
  calendar_rule_saved: {
    tone: "idle",
    text: (data) => `${wordOf(data.kind) === "freeze" ? "Freeze" : "Window"} ${nameOf(data)} saved`,
  },
  calendar_rule_deleted: {
    tone: "warn",
    text: (data) => `${wordOf(data.kind) === "freeze" ? "Freeze" : "Window"} ${nameOf(data)} deleted`,
  },
  line_stopped: { tone: "bad", text: (data) => `The line was stopped ${scopeOf(data)}` },
  line_resumed: { tone: "good", text: (data) => `The line runs again ${scopeOf(data)}` },
  schedule_saved: { tone: "idle", text: (data) => `Schedule ${nameOf(data)} saved` },
  schedule_deleted: { tone: "warn", text: (data) => `Schedule ${nameOf(data)} deleted` },
  schedule_fired: { tone: "move", text: (data) => `Schedule ${nameOf(data)} came round` },
  dependency_saved: {
    tone: "idle",
    text: (data) =>
      `${wordOf(data.product) ?? "A product"} needs ${wordOf(data.dependsOn) ?? "another"} ${wordOf(data.range) ?? ""}`.trimEnd(),
  },
  dependency_deleted: {
    tone: "idle",
    text: (data) => `${wordOf(data.product) ?? "A product"} no longer needs ${wordOf(data.dependsOn) ?? "another"}`,
  },
  ci_run_received: {
    tone: "idle",
    text: (data) =>
      `${wordOf(data.workflow) ?? "A run"} of ${wordOf(data.repository) ?? "a repository"}: ${wordOf(data.conclusion) ?? "told"}`,
  },
  ci_trigger_saved: { tone: "idle", text: (data) => `CI trigger ${nameOf(data)} saved` },
  ci_trigger_deleted: { tone: "warn", text: (data) => `CI trigger ${nameOf(data)} deleted` },
  risk_assessed: {
    tone: "idle",
    text: (data) => `Risk of ${versionOf(data)} assessed${typeof data.score === "number" ? `: ${data.score}` : ""}`,
    cause: () => undefined,
  },
  risk_model_fitted: {
    tone: "idle",
    text: ({ ownOutcomes }) =>
      `The risk model was fitted anew${typeof ownOutcomes === "number" ? ` with ${countOf(ownOutcomes, "own outcome")}` : ""}`,
    cause: reasonOf,
  },
};
