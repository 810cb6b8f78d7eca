import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { standingOf } from "#lib/environments/rules/approval.ts";
import { selectDecisions } from "#lib/environments/store-approvals.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

/** Waits until enough people have said yes, or one has said no. Deciding wakes it. */
export const approvalStage: StageKindHandler<"approval"> = { run: awaitApproval };

async function awaitApproval({ ctx, turn, config }: StageCall<"approval">): Promise<StageOutcome<DeploymentContext>> {
  const decisions = await selectDecisions(ctx.db, turn.context.deploymentId, turn.stage);
  const standing = standingOf({ count: config.count, role: config.role }, decisions);
  const output = {
    missing: standing.kind === "waiting" ? standing.missing : 0,
    decisions: decisions.map(({ decision, by, reason, at }) => ({ decision, by, reason, at: at.toISOString() })),
  };
  switch (standing.kind) {
    case "notNeeded":
    case "approved":
      return { kind: "completed", output };
    case "rejected": {
      const { reason, by } = decisions.find(({ decision }) => decision === "rejected") ?? {};
      const said = `${by?.name ?? "Somebody"} rejected it${reason ? `: ${reason}` : "."}`;
      return { kind: "failed", reason: said, isFinal: true, output };
    }
    case "waiting": {
      const people = standing.missing === 1 ? "one more approval" : `${standing.missing} more approvals`;
      const wish = config.message === "" ? "" : ` ${config.message}`;
      return { kind: "waiting", reason: `Waits for ${people}.${wish}`, until: null, output };
    }
  }
}
