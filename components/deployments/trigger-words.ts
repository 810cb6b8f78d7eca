import type { Trigger } from "#lib/deployments/rules/deployment.ts";

/** What made a deployment, in a word. */
export const triggerWords: Record<Trigger["kind"], string> = {
  manual: "by hand",
  policy: "policy",
  ci: "CI",
  promotion: "promotion",
  schedule: "schedule",
  api: "API",
};
