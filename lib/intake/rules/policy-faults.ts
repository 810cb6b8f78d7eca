import type { InputFault } from "#lib/kernel/errors.ts";
import { patternFault } from "#lib/intake/rules/image-pattern.ts";
import { tagRuleFault, type TagRule } from "#lib/intake/rules/tag-rule.ts";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { MaintenanceWindow } from "#lib/rollouts/rules/settings.ts";
import { nextOpening } from "#lib/rollouts/rules/window.ts";

// Which policies are well-formed and still can never work? Each fault says what would be right.

export interface PolicyToCheck {
  imagePattern: string;
  tagRule: TagRule | null;
  updateStrategy: Strategy;
  maintenanceWindow: MaintenanceWindow | null;
}

export function policyFaults(policy: PolicyToCheck, now: Date): InputFault[] {
  return [
    fault("imagePattern", patternFault(policy.imagePattern)),
    fault("tagRule.value", policy.tagRule === null ? null : tagRuleFault(policy.tagRule)),
    fault("maintenanceWindow", windowFault(policy, now)),
  ].filter((item) => item !== null);
}

function windowFault({ updateStrategy, maintenanceWindow }: PolicyToCheck, now: Date): string | null {
  if (maintenanceWindow === null) {
    return updateStrategy === "scheduled"
      ? "The strategy scheduled starts when the maintenance window opens, so it needs one."
      : null;
  }
  return opens(maintenanceWindow, now) ? null : "This window never opens. Move its start or end.";
}

function opens(window: MaintenanceWindow, now: Date): boolean {
  try {
    nextOpening(window, now);
    return true;
  } catch {
    return false; // The rule of rollouts throws where there is no opening to name.
  }
}

function fault(path: string, message: string | null): InputFault | null {
  return message === null ? null : { path, message };
}
