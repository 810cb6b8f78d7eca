import type { ReactNode } from "react";
import type { DeploymentActionName } from "#components/deployments/queries.ts";
import { countOf } from "#components/ui/format.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";

type Question = { title: string; consequences: ReactNode; confirmLabel: string; danger: boolean };

const rolloutsOver = new Set(["completed", "failed", "cancelled", "rolledBack"]);

/** What is asked before a deployment is moved: every one names the stages and rollouts that it touches. */
export function questionOf(action: DeploymentActionName, deployment: DeploymentView): Question {
  const name = `deployment #${deployment.number}`;
  const { stages, rollouts, version } = deployment;
  const open = stages.filter(({ status }) => ["pending", "running", "waiting"].includes(status)).length;
  const completed = stages.filter(({ status }) => status === "completed").length;
  const openRollouts = rollouts.filter(({ status }) => !rolloutsOver.has(status)).length;
  const withRollouts = openRollouts === 0 ? "" : ` and ${countOf(openRollouts, "rollout")}`;
  switch (action) {
    case "cancel":
      return {
        title: `Cancel ${name}?`,
        confirmLabel: `Cancel ${countOf(open, "stage")}${withRollouts}`,
        danger: true,
        consequences: (
          <p>
            {countOf(open, "stage")} will not be carried out
            {withRollouts && `, and ${countOf(openRollouts, "rollout")} ends`}. What{" "}
            {countOf(completed, "completed stage")} did stays: roll back afterwards to take that away, too.
          </p>
        ),
      };
    case "pause":
      return {
        title: `Pause ${name}?`,
        confirmLabel: `Pause ${countOf(open, "stage")}${withRollouts}`,
        danger: false,
        consequences: (
          <p>
            No further stage starts, and no further device is offered {version} until it is resumed. What is being done
            now is finished.
          </p>
        ),
      };
    case "resume":
      return {
        title: `Resume ${name}?`,
        confirmLabel: `Go on with ${countOf(open, "stage")}${withRollouts}`,
        danger: false,
        consequences: <p>It goes on where it was. Failures of devices so far are accepted.</p>,
      };
    case "retry":
      return {
        title: `Try ${name} again?`,
        confirmLabel: "Try again",
        danger: false,
        consequences: (
          <p>
            It goes on with the stage that failed, with as many tries as at first.{" "}
            {countOf(completed, "completed stage")} {completed === 1 ? "is" : "are"} not done again.
          </p>
        ),
      };
    case "rollback":
      return {
        title: `Roll back ${name}?`,
        confirmLabel: `Take back ${countOf(completed, "stage")}${rollouts.length === 0 ? "" : ` and ${countOf(rollouts.length, "rollout")}`}`,
        danger: true,
        consequences: (
          <p>
            {countOf(completed, "completed stage")} and whatever is half-done are taken back, the last one first.
            Devices go back to what they ran before, and {version} is held until somebody releases it.
          </p>
        ),
      };
  }
}
