// Which parts of a deployment ask people, and whom?
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import { HIDDEN } from "#lib/stage-kinds/rules/hide.ts";
import { TEXT_MARK } from "#lib/templates/rules/secrets.ts";
import type { StageConfig } from "#lib/templates/rules/stage-kinds.ts";

/** Says whom a stage asks; null for one that asks nobody. */
export function needOfStage({ kind, config }: Pick<PlannedStage, "kind" | "config">): ApprovalNeed | null {
  // A plan is checked against its kinds before it is frozen, so the casts are safe.
  if (kind === "approval") {
    const { count, role, message } = config as StageConfig<"approval">;
    return { count, role, because: withoutSecrets(message) };
  }
  if (kind === "blueGreen" && (config as StageConfig<"blueGreen">).confirm) {
    return { count: 1, role: "approver", because: "The new side is up; the other one may follow." };
  }
  return null;
}

/** In the place of a text with secrets the plan keeps its parts, of which people see those that are none. */
function withoutSecrets(message: unknown): string {
  if (typeof message === "string") return message;
  const parts = (message as { [TEXT_MARK]?: unknown[] })[TEXT_MARK] ?? [message];
  return parts.map((part) => (typeof part === "string" ? part : HIDDEN)).join("");
}

/** Says whether a stage that is at work asks by now. A blue-green one first brings up its new side, and notes the moment. */
export function asksNow({ kind }: Pick<PlannedStage, "kind">, asksPeople: boolean): boolean {
  return kind !== "blueGreen" || asksPeople;
}
