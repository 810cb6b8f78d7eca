import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { defineOperation, type Operation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";
import { cancelRollbackPlan } from "#lib/rollbacks/cancel.ts";
import { checkRollbackPlan } from "#lib/rollbacks/check.ts";
import { createRollbackPlan } from "#lib/rollbacks/create.ts";
import { approveRollbackPlan, rejectRollbackPlan } from "#lib/rollbacks/decide.ts";
import { executeRollbackPlan } from "#lib/rollbacks/execute.ts";
import { showTarget } from "#lib/rollbacks/find-target.ts";
import { forceRollbackPlan } from "#lib/rollbacks/force.ts";
import { giveUpRollback, goOnWithoutFailed, retryRollback } from "#lib/rollbacks/half-way.ts";
import {
  cancelPlanInput,
  createPlanInput,
  decideHalfWayInput,
  decidePlanInput,
  executePlanInput,
  findTargetInput,
  forcePlanInput,
  listPlanDevicesInput,
  listPlansInput,
  rejectPlanInput,
  updatePlanInput,
} from "#lib/rollbacks/input.ts";
import { updateIncidentInput } from "#lib/rollbacks/incidents/input.ts";
import { getIncident, getPlanIncident } from "#lib/rollbacks/incidents/show.ts";
import { updateIncident } from "#lib/rollbacks/incidents/update.ts";
import { listRollbackDevices, listRollbackPlans } from "#lib/rollbacks/list.ts";
import { checkNames, verdicts } from "#lib/rollbacks/rules/checks.ts";
import {
  executionStatuses,
  planCommands,
  planStatuses,
  strategies,
  targetFoundBys,
  triggerCauses,
} from "#lib/rollbacks/rules/plan.ts";
import { placements } from "#lib/rollbacks/rules/whereabouts.ts";
import { getRollbackPlan } from "#lib/rollbacks/show.ts";
import { updateRollbackPlan } from "#lib/rollbacks/update.ts";
import { stageStatuses } from "#lib/stages/rules/machine.ts";

const time = z.string().describe("RFC 3339, UTC");
const named = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
const numbered = z.object({ id: z.uuid(), number: z.int() });
const versionRef = z.object({ versionId: z.uuid(), version: z.string() });
const count = z.int().min(0);
const artifacts = z.array(z.object({ id: z.uuid(), sha256: z.string() }));

const gates = z.object({
  maxFailureRate: z.number(),
  batchDelayMinutes: z.number(),
  deviceTimeoutSeconds: z.int(),
});

const check = z.object({
  name: z.enum(checkNames),
  verdict: z.enum(verdicts),
  summary: z.string(),
  evidence: z.array(
    z.object({
      text: z.string(),
      kind: z.string().optional().describe("What `id` names, such as deployment, product or fleet"),
      id: z.string().optional(),
      count: count.optional(),
    }),
  ),
  more: count.describe("How much more was found than is shown"),
});

const summaryFields = {
  id: z.uuid(),
  number: z.int(),
  product: named,
  environment: named.nullable().describe("Null: everywhere"),
  deployment: numbered.nullable(),
  rollout: numbered.nullable(),
  from: versionRef,
  to: versionRef,
  targetFoundBy: z.enum(targetFoundBys).describe("By which of the fallbacks the version to go back to was found"),
  reason: z.string(),
  strategy: z.enum(strategies),
  scheduledAt: time.nullable(),
  timeZone: z.string(),
  status: z.enum(planStatuses),
  statusReason: z.string().nullable(),
  verdict: z.enum(verdicts).describe("The worst of its checks"),
  isForced: z.boolean(),
  isAutomatic: z.boolean(),
  affectedDevices: count,
  createdBy: actorShape,
  createdAt: time,
  expiresAt: time,
};

const planSummary = z.object(summaryFields);

const whereabouts = z.object({
  total: count,
  back: count.describe("Run the older version"),
  underWay: count.describe("Were asked and have not answered"),
  failed: count,
  unreachable: count.describe("Not heard from"),
  untouched: count.describe("Were not asked yet"),
  elsewhere: count.describe("Run something else altogether"),
});

const content = z
  .object({
    product: z.object({ id: z.uuid(), slug: z.string() }),
    environment: z.object({ id: z.uuid(), slug: z.string() }).nullable(),
    deployment: numbered.nullable(),
    rollout: numbered.nullable(),
    from: versionRef.extend({ digest: z.string().nullable(), artifacts }),
    to: versionRef.extend({ image: z.string(), tag: z.string(), digest: z.string().nullable(), artifacts }),
    targetFoundBy: z.enum(targetFoundBys),
    deviceFilter: deviceFilterInput,
    strategy: z.enum(strategies),
    batches: z.array(z.number()),
    gates,
    scheduledAt: time.nullable(),
    timeZone: z.string(),
    reason: z.string(),
    devices: z.object({ count, limit: count.describe("Up to so many devices the approval covers") }),
    verdicts: z.record(z.enum(checkNames), z.enum(verdicts)),
    force: z.object({ reason: z.string(), checks: z.array(z.enum(checkNames)) }).nullable(),
  })
  .describe("Exactly what is approved. A change of any of it needs new approvals.");

const note = z.object({ reason: z.string(), by: actorShape, at: time });

const execution = z.object({
  id: z.uuid(),
  attempt: z.int(),
  status: z.enum(executionStatuses),
  statusReason: z.string().nullable(),
  startedBy: actorShape,
  startedAt: time,
  completedAt: time.nullable(),
  stages: z.array(
    z.object({
      name: z.string(),
      status: z.enum(stageStatuses),
      statusReason: z.string().nullable(),
      attempt: z.int(),
      startedAt: time.nullable(),
      completedAt: time.nullable(),
    }),
  ),
  rollouts: z.array(numbered.extend({ status: z.string(), round: z.int() })),
});

const plan = z.object({
  ...summaryFields,
  revision: z.int().describe("Counts changes, from 1"),
  content,
  contentDigest: z.string().describe("SHA-256 of the content, in hex: approvals and executions name it"),
  batches: z.array(z.number()),
  gates,
  checks: z.array(check),
  checkedAt: time,
  estimatedDowntime: z
    .object({
      seconds: z.number(),
      low: z.number(),
      high: z.number(),
      totalSeconds: z.number().describe("Until the last batch is done, where all goes well"),
      basis: z.string(),
    })
    .nullable()
    .describe("Of one device; null where nobody knows."),
  force: note.extend({ checks: z.array(z.enum(checkNames)) }).nullable(),
  breakGlass: note.nullable().describe("That it was carried out without all its approvals, and why"),
  approval: z.object({
    need: z.object({ count, role: z.enum(APPROVER_ROLES), because: z.string().optional() }),
    standing: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("notNeeded") }),
      z.object({ kind: z.literal("waiting"), given: count, missing: count }),
      z.object({ kind: z.literal("approved"), given: count }),
      z.object({ kind: z.literal("rejected"), by: z.string() }),
    ]),
    decisions: z.array(
      z.object({
        decision: z.enum(["approved", "rejected"]),
        reason: z.string(),
        by: actorShape,
        at: time,
        isCurrent: z.boolean().describe("It is about what the plan is now"),
      }),
    ),
    objection: z
      .enum(["author", "role", "decided", "rejected", "enough", "permission", "blocked", "state"])
      .nullable()
      .describe("Why the caller may not approve now; null when they may."),
    mayReject: z.boolean(),
  }),
  trigger: z.object({
    kind: z.enum(["manual", "automatic"]),
    cause: z.enum(triggerCauses).optional(),
    evidence: z.string().optional(),
  }),
  executions: z.array(execution),
  whereabouts: whereabouts.nullable().describe("What is where; null before anything was done"),
  incident: numbered.nullable().describe("The report, once it was begun"),
  allowedActions: z.array(z.enum(planCommands)),
  updatedAt: time,
});

const candidate = z.object({
  foundBy: z.enum(targetFoundBys),
  versionId: z.uuid(),
  version: z.string(),
  fault: z.string().nullable().describe("Why it is nothing to go back to; null where it is"),
});

const target = z.object({
  product: named,
  environment: named.nullable(),
  from: z.object({ id: z.uuid(), version: z.string() }),
  target: candidate.nullable(),
  candidates: z.array(candidate),
});

const device = z.object({
  id: z.uuid(),
  name: z.string(),
  fleet: z.string().nullable(),
  version: z.string().nullable(),
  placement: z.enum(placements),
  reason: z.string().nullable(),
  rolloutId: z.uuid().nullable(),
  lastSeenAt: time.nullable(),
});

const incident = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  plan: numbered.extend({ status: z.enum(planStatuses) }),
  product: named,
  summary: z.string(),
  cause: z.string(),
  actions: z.string(),
  written: z
    .object({ summary: z.string().nullable(), cause: z.string().nullable(), actions: z.string().nullable() })
    .describe("What people wrote; null in each part that is generated"),
  revision: z.int(),
  editedBy: actorShape.nullable(),
  editedAt: time.nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  whereabouts: whereabouts.nullable(),
  failed: z.array(z.object({ id: z.uuid(), name: z.string(), reason: z.string().nullable() })),
  timeline: z.array(
    z.object({
      seq: z.int(),
      at: time,
      text: z.string(),
      cause: z.string().nullable(),
      by: z.string().nullable(),
      href: z.string().nullable(),
    }),
  ),
  markdown: z.string().describe("All of it, to be kept elsewhere"),
});

const INCIDENT = "/api/v1/rollbacks/incidents/{incidentId}";
const PLANS = "/api/distribution/rollbacks/plans";
const PLAN = `${PLANS}/{planId}`;
const MORE = "/api/v1/rollbacks/plans/{planId}";
const tag = "Rollbacks";

type Action = Pick<Operation, "id" | "path" | "summary" | "run"> & Pick<Operation, "body"> & { description?: string };

/** Everything that changes a plan is a POST that answers with the plan as it is then. */
function defineAction(action: Action): Operation {
  return defineOperation({ ...action, method: "POST", tag, auth: "user", response: plan });
}

export const createRollbackPlanOperation = defineOperation({
  id: "createRollbackPlan",
  method: "POST",
  path: PLANS,
  tag,
  summary: "Plan to take a version back",
  description:
    "Of a deployment, of a rollout, or of a product in an environment or everywhere. The version to go back to is found: " +
    "the one before the deployment, else the last healthy one; or you name it. Nothing moves before the plan is " +
    "approved and carried out.",
  auth: "user",
  body: createPlanInput,
  response: plan,
  status: 201,
  creates: true,
  run: createRollbackPlan,
});

export const listRollbackPlansOperation = defineOperation({
  id: "listRollbackPlans",
  method: "GET",
  path: PLANS,
  tag,
  summary: "List rollback plans",
  auth: "user",
  query: listPlansInput,
  response: pageOf(planSummary),
  run: listRollbackPlans,
});

export const getRollbackPlanOperation = defineOperation({
  id: "getRollbackPlan",
  method: "GET",
  path: PLAN,
  tag,
  summary: "Read a rollback plan with its checks, approvals and executions",
  auth: "user",
  response: plan,
  run: getRollbackPlan,
});

export const approveRollbackPlanOperation = defineAction({
  id: "approveRollbackPlan",
  path: `${PLAN}/approve`,
  summary: "Approve a plan exactly as it was shown",
  description:
    "Its checks are run again first. A plan that has changed since is not approved: the answer is 409, and the plan is " +
    "there to be looked at again. Nobody approves a plan of their own.",
  body: decidePlanInput.omit({ planId: true }),
  run: approveRollbackPlan,
});

export const rejectRollbackPlanOperation = defineAction({
  id: "rejectRollbackPlan",
  path: `${PLAN}/reject`,
  summary: "Reject a plan, which ends it",
  body: rejectPlanInput.omit({ planId: true }),
  run: rejectRollbackPlan,
});

export const executeRollbackPlanOperation = defineAction({
  id: "executeRollbackPlan",
  path: `${PLAN}/execute`,
  summary: "Carry an approved plan out",
  description:
    "Its checks are run again first. With `breakGlass` the approvals that are missing are left out; everybody hears of " +
    "that, with the reason, and it takes the right to approve.",
  body: executePlanInput.omit({ planId: true }),
  run: executeRollbackPlan,
});

export const findRollbackTargetOperation = defineOperation({
  id: "findRollbackTarget",
  method: "GET",
  path: "/api/v1/rollbacks/target",
  tag,
  summary: "Find the version to go back to, without planning anything",
  auth: "user",
  query: findTargetInput,
  response: target,
  run: showTarget,
});

export const updateRollbackPlanOperation = defineOperation({
  id: "updateRollbackPlan",
  method: "PATCH",
  path: MORE,
  tag,
  summary: "Change a plan, which then needs new approvals",
  auth: "user",
  body: updatePlanInput.omit({ planId: true }),
  response: plan,
  run: updateRollbackPlan,
});

export const checkRollbackPlanOperation = defineAction({
  id: "checkRollbackPlan",
  path: `${MORE}/check`,
  summary: "Run the safety checks again",
  body: z.strictObject({}),
  run: checkRollbackPlan,
});

export const forceRollbackPlanOperation = defineAction({
  id: "forceRollbackPlan",
  path: `${MORE}/force`,
  summary: "Go past the checks that block, with a reason",
  description: "It is another plan then: whoever approved it before has not approved that.",
  body: forcePlanInput.omit({ planId: true }),
  run: forceRollbackPlan,
});

export const cancelRollbackPlanOperation = defineAction({
  id: "cancelRollbackPlan",
  path: `${MORE}/cancel`,
  summary: "Cancel a plan, or stop one that is being carried out",
  body: cancelPlanInput.omit({ planId: true }),
  run: cancelRollbackPlan,
});

export const retryRollbackOperation = defineAction({
  id: "retryRollback",
  path: `${MORE}/retry`,
  summary: "Try again what stands half-way",
  body: decideHalfWayInput.omit({ planId: true }),
  run: retryRollback,
});

export const goOnWithoutFailedOperation = defineAction({
  id: "goOnWithoutFailed",
  path: `${MORE}/continue`,
  summary: "Go on without the devices that failed",
  body: decideHalfWayInput.omit({ planId: true }),
  run: goOnWithoutFailed,
});

export const giveUpRollbackOperation = defineAction({
  id: "giveUpRollback",
  path: `${MORE}/give-up`,
  summary: "End a rollback half-way, with a report of what is where",
  body: decideHalfWayInput.omit({ planId: true }),
  run: giveUpRollback,
});

export const listRollbackDevicesOperation = defineOperation({
  id: "listRollbackDevices",
  method: "GET",
  path: `${MORE}/devices`,
  tag,
  summary: "List the devices that a plan is about, and where each stands",
  auth: "user",
  query: listPlanDevicesInput.omit({ planId: true }),
  response: pageOf(device),
  run: listRollbackDevices,
});

export const getPlanIncidentOperation = defineOperation({
  id: "getPlanIncident",
  method: "GET",
  path: `${PLAN}/incident`,
  tag,
  summary: "Read the report of a rollback",
  description: "It is written from the event log at each reading, and complete without anybody writing anything.",
  auth: "user",
  response: incident,
  run: getPlanIncident,
});

export const getIncidentOperation = defineOperation({
  id: "getIncident",
  method: "GET",
  path: INCIDENT,
  tag,
  summary: "Read an incident report",
  auth: "user",
  response: incident,
  run: getIncident,
});

export const updateIncidentOperation = defineOperation({
  id: "updateIncident",
  method: "PATCH",
  path: INCIDENT,
  tag,
  summary: "Write parts of a report by hand",
  auth: "user",
  body: updateIncidentInput.omit({ incidentId: true }),
  response: incident,
  run: updateIncident,
});

export const rollbackOperations = [
  createRollbackPlanOperation,
  listRollbackPlansOperation,
  getRollbackPlanOperation,
  approveRollbackPlanOperation,
  rejectRollbackPlanOperation,
  executeRollbackPlanOperation,
  findRollbackTargetOperation,
  updateRollbackPlanOperation,
  checkRollbackPlanOperation,
  forceRollbackPlanOperation,
  cancelRollbackPlanOperation,
  retryRollbackOperation,
  goOnWithoutFailedOperation,
  giveUpRollbackOperation,
  listRollbackDevicesOperation,
  getPlanIncidentOperation,
  getIncidentOperation,
  updateIncidentOperation,
];
