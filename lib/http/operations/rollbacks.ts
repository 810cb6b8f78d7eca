import { z } from "zod";
import { defineOperation, type Operation } from "#lib/http/operation.ts";
import {
  incidentChartShape,
  incidentShape,
  placedDeviceShape,
  planShape,
  planSummaryShape,
  targetShape,
} from "#lib/http/rollback-shapes.ts";
import { pageOf } from "#lib/http/shapes.ts";
import type { Context } from "#lib/kernel/context.ts";
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
import { readIncidentChart } from "#lib/rollbacks/incidents/chart.ts";
import { readIncidentInput, readPlanIncidentInput, updateIncidentInput } from "#lib/rollbacks/incidents/input.ts";
import { requestIssue } from "#lib/rollbacks/incidents/issues/request.ts";
import { printIncident } from "#lib/rollbacks/incidents/print.ts";
import { getIncident, getPlanIncident } from "#lib/rollbacks/incidents/show.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import { updateIncident } from "#lib/rollbacks/incidents/update.ts";
import { listRollbackDevices, listRollbackPlans } from "#lib/rollbacks/list.ts";
import { getRollbackPlan } from "#lib/rollbacks/show.ts";
import { updateRollbackPlan } from "#lib/rollbacks/update.ts";

const INCIDENT = "/api/v1/rollbacks/incidents/{incidentId}";
const PLANS = "/api/distribution/rollbacks/plans";
const PLAN = `${PLANS}/{planId}`;
const MORE = "/api/v1/rollbacks/plans/{planId}";
const tag = "Rollbacks";

type Action = Pick<Operation, "id" | "path" | "summary" | "run"> & Pick<Operation, "body"> & { description?: string };

/** Everything that changes a plan is a POST that answers with the plan as it is then. */
function defineAction(action: Action): Operation {
  return defineOperation({ ...action, method: "POST", tag, auth: "user", response: planShape });
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
  response: planShape,
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
  response: pageOf(planSummaryShape),
  run: listRollbackPlans,
});

export const getRollbackPlanOperation = defineOperation({
  id: "getRollbackPlan",
  method: "GET",
  path: PLAN,
  tag,
  summary: "Read a rollback plan with its checks, approvals and executions",
  auth: "user",
  response: planShape,
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
  response: targetShape,
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
  response: planShape,
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
  response: pageOf(placedDeviceShape),
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
  query: readPlanIncidentInput.omit({ planId: true }),
  response: incidentShape,
  run: async (ctx, input) => answerAs(ctx, await getPlanIncident(ctx, input), input.format),
});

export const getIncidentOperation = defineOperation({
  id: "getIncident",
  method: "GET",
  path: INCIDENT,
  tag,
  summary: "Read an incident report",
  auth: "user",
  query: readIncidentInput.omit({ incidentId: true }),
  response: incidentShape,
  run: async (ctx, input) => answerAs(ctx, await getIncident(ctx, input), input.format),
});

export const updateIncidentOperation = defineOperation({
  id: "updateIncident",
  method: "PATCH",
  path: INCIDENT,
  tag,
  summary: "Write parts of a report by hand",
  auth: "user",
  body: updateIncidentInput.omit({ incidentId: true }),
  response: incidentShape,
  run: updateIncident,
});

export const getIncidentChartOperation = defineOperation({
  id: "getIncidentChart",
  method: "GET",
  path: `${INCIDENT}/chart`,
  tag,
  summary: "Read how many devices stood where while a rollback went on",
  auth: "user",
  response: incidentChartShape,
  run: readIncidentChart,
});

export const openIncidentIssueOperation = defineOperation({
  id: "openIncidentIssue",
  method: "POST",
  path: `${INCIDENT}/issue`,
  tag,
  summary: "Open a report as an issue on GitHub",
  description:
    "In the repository that the server was given. It is done a moment later, and again while GitHub does not answer; " +
    "however often this is called, a report becomes one issue.",
  auth: "user",
  body: z.strictObject({}),
  response: incidentShape,
  run: requestIssue,
});

/** The report itself, or as a file. */
async function answerAs(ctx: Context, incident: IncidentView, format: unknown): Promise<IncidentView | Response> {
  if (format !== "pdf" && format !== "markdown") return incident;
  const isPdf = format === "pdf";
  const bytes = isPdf ? new Uint8Array(await printIncident(ctx, incident)) : incident.markdown;
  return new Response(bytes, {
    headers: {
      "content-type": isPdf ? "application/pdf" : "text/markdown; charset=utf-8",
      "content-disposition": `attachment; filename="incident-${incident.number}.${isPdf ? "pdf" : "md"}"`,
      "cache-control": "no-store",
    },
  });
}

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
  getIncidentChartOperation,
  openIncidentIssueOperation,
];
