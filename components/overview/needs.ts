// What waits for a person? Everything that will not go on by itself, the most urgent first.
import { countOf } from "#components/ui/format.ts";
import type { OpenHold } from "#components/rollouts/release-hold.tsx";
import type { PlanSummary } from "#lib/rollbacks/view.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

export type HoldOfProduct = OpenHold & { product: { slug: string } };

export type Need = {
  key: string;
  kind: "halfWay" | "paused" | "approval" | "stuck" | "held";
  title: string;
  cause: string | null;
  since: string;
  href: string;
  hold?: OpenHold;
};

type Waiting = {
  rollouts: readonly RolloutView[];
  holds: readonly HoldOfProduct[];
  /** Rollback plans that wait for an approval or a decision. */
  plans: readonly PlanSummary[];
};

export function listNeeds({ rollouts, holds, plans }: Waiting): Need[] {
  return [
    ...plans.filter(({ status }) => status === "needsDecision").map(toHalfWay),
    ...rollouts.filter(isPausedForPeople).map(toPaused),
    ...plans.filter(({ status }) => status === "awaitingApproval").map(toPlanApproval),
    ...rollouts.filter(waitsForApproval).map(toApproval),
    ...rollouts.filter(isStuck).map(toStuck),
    ...holds.map(toHeld),
  ];
}

/** A pause that ends in a rollback by itself is over in a moment. */
function isPausedForPeople({ status, waitingFor }: RolloutView): boolean {
  return status === "paused" && waitingFor !== null;
}

function waitsForApproval({ waitingFor }: RolloutView): boolean {
  return waitingFor?.reason === "approval";
}

/** The first question to the registry is routine; a second one means that something is wrong. */
function isStuck({ status, digest, resolveAttempts }: RolloutView): boolean {
  return status === "pending" && digest === null && resolveAttempts > 0;
}

function toHalfWay(plan: PlanSummary): Need {
  return { ...commonOf(plan), kind: "halfWay", title: `${nameOfPlan(plan)} stands half-way` };
}

function toPlanApproval(plan: PlanSummary): Need {
  return { ...commonOf(plan), kind: "approval", title: `${nameOfPlan(plan)} needs approval` };
}

function commonOf({ id, reason, statusReason, createdAt }: PlanSummary) {
  return { key: id, cause: statusReason ?? reason, since: createdAt, href: `/rollbacks/${id}` };
}

function nameOfPlan({ number, product, from, to }: PlanSummary): string {
  return `Rollback #${number} ${product.slug} ${from.version} → ${to.version}`;
}

function toPaused(rollout: RolloutView): Need {
  return { ...common(rollout), kind: "paused", title: `${nameOf(rollout)} is paused` };
}

function toApproval(rollout: RolloutView): Need {
  const next = rollout.batches.find(({ status }) => status === "pending");
  const devices = next ? countOf(next.deviceCount - next.counts.skipped, "device") : "the next devices";
  return {
    ...common(rollout),
    kind: "approval",
    title: `${nameOf(rollout)} waits for approval`,
    cause: next ? `Batch ${next.index + 1} of ${rollout.batches.length}: ${devices}` : null,
  };
}

function toStuck(rollout: RolloutView): Need {
  return { ...common(rollout), kind: "stuck", title: `${nameOf(rollout)} cannot start` };
}

function toHeld(hold: HoldOfProduct): Need {
  return {
    key: hold.id,
    kind: "held",
    title: `${hold.product.slug} ${hold.tag} is held`,
    cause: hold.reason,
    since: hold.heldAt,
    href: hold.rolloutId ? `/rollouts/${hold.rolloutId}` : `/products/${hold.productId}`,
    hold,
  };
}

function common(rollout: RolloutView) {
  const { id, statusReason, updatedAt } = rollout;
  return { key: id, cause: statusReason, since: updatedAt, href: `/rollouts/${id}` };
}

function nameOf({ number, product, toVersion }: RolloutView): string {
  return `#${number} ${product.slug} ${toVersion}`;
}
