import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import type { DeployedRelease, Override, Trigger } from "#lib/deployments/rules/deployment.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";

/** A deployment as it is stored, with its machine and what is needed to show it. */
export interface DeploymentRecord {
  id: string;
  number: number;
  name: string;
  product: { id: string; slug: string; name: string };
  version: { id: string; version: string } | null;
  environment: { id: string; slug: string; name: string } | null;
  template: { id: string; slug: string; name: string; version: number } | null;
  group: { id: string; number: number } | null;
  needs: { id: string; number: number; status: string }[];
  priority: Priority;
  variables: Record<string, unknown>;
  plan: Plan;
  release: DeployedRelease;
  fromVersion: string | null;
  trigger: Trigger;
  promotedFrom: { id: string; number: number } | null;
  scheduleId: string | null;
  override: Override | null;
  approvalNeed: ApprovalNeed | null;
  queue: {
    id: string;
    status: string;
    waitReason: string | null;
    scheduledAt: Date | null;
    timeZone: string;
  } | null;
  rollouts: { id: string; number: number; stage: string | null; status: string }[];
  createdBy: ActorView;
  createdAt: Date;
  updatedAt: Date;
  machine: MachineRecord<DeploymentContext>;
}
