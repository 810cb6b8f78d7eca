import { DomainError } from "#lib/kernel/errors.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { blockingOf } from "#lib/rollbacks/rules/checks.ts";

/** Says whether a check blocks a plan that nobody has forced past it. */
export function isBlocked({ checks, content }: Pick<PlanRecord, "checks" | "content">): boolean {
  return blockingOf(checks).some((name) => content.force?.checks.includes(name) !== true);
}

/** Throws WRONG_STATE with what blocks. */
export function refuseBlocked(plan: PlanRecord): void {
  if (!isBlocked(plan)) return;
  const summaries = plan.checks.filter(({ verdict }) => verdict === "block").map(({ summary }) => summary);
  throw new DomainError(
    "WRONG_STATE",
    `A check blocks rollback plan #${plan.number}: ${summaries.join(" ")} Remove the cause and check again, or force it.`,
  );
}
