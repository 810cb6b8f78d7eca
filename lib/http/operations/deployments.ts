import { cancelDeployment } from "#lib/deployments/cancel.ts";
import { deployFromTemplate } from "#lib/deployments/deploy.ts";
import { getDeployment } from "#lib/deployments/find.ts";
import {
  deployInput,
  deploymentActionInput,
  listDeploymentsInput,
  listHistoryInput,
  listLogsInput,
} from "#lib/deployments/input.ts";
import { listDeploymentHistory, listDeploymentLogs } from "#lib/deployments/list-logs.ts";
import { listDeployments } from "#lib/deployments/list.ts";
import { pauseDeployment } from "#lib/deployments/pause.ts";
import { resumeDeployment } from "#lib/deployments/resume.ts";
import { retryDeployment } from "#lib/deployments/retry.ts";
import { rollBackDeployment } from "#lib/deployments/roll-back.ts";
import {
  deploymentEntryShape,
  deploymentLogShape,
  deploymentShape,
  deploymentSummaryShape,
} from "#lib/http/deployment-shapes.ts";
import { defineOperation, type Operation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";

const tag = "Deployments";

export const listDeploymentsOperation = defineOperation({
  id: "listDeployments",
  method: "GET",
  path: "/api/deployments",
  tag,
  summary: "List deployments",
  auth: "user",
  query: listDeploymentsInput,
  response: pageOf(deploymentSummaryShape),
  run: listDeployments,
});

const deploy = {
  method: "POST",
  tag,
  auth: "user",
  body: deployInput,
  response: deploymentShape,
  status: 201,
  creates: true,
  run: deployFromTemplate,
} as const satisfies Partial<Operation>;

export const createDeploymentOperation = defineOperation({
  ...deploy,
  id: "createDeployment",
  path: "/api/deployments",
  summary: "Deploy a version to an environment",
  description: "By a template. It stands in the line until its turn, its window and its approvals have come.",
});

export const deployFromTemplateOperation = defineOperation({
  ...deploy,
  id: "deployFromTemplate",
  path: "/api/deployments/from-template",
  summary: "Deploy by a template",
  description: "The same as createDeployment.",
});

export const deployOperation = defineOperation({
  ...deploy,
  id: "deploy",
  path: "/api/deploy",
  summary: "Deploy from a script",
  description: "The same as createDeployment, at a short address.",
});

export const getDeploymentOperation = defineOperation({
  id: "getDeployment",
  method: "GET",
  path: "/api/deployments/{deploymentId}",
  tag,
  summary: "Read one deployment",
  auth: "user",
  response: deploymentShape,
  run: getDeployment,
});

export const listDeploymentLogsOperation = defineOperation({
  id: "listDeploymentLogs",
  method: "GET",
  path: "/api/deployments/{deploymentId}/logs",
  tag,
  summary: "Read the log of a deployment's stages",
  auth: "user",
  query: listLogsInput.omit({ deploymentId: true }),
  response: pageOf(deploymentLogShape),
  run: listDeploymentLogs,
});

export const listDeploymentHistoryOperation = defineOperation({
  id: "listDeploymentHistory",
  method: "GET",
  path: "/api/deployments/{deploymentId}/history",
  tag,
  summary: "Read what a deployment went through, the oldest first",
  auth: "user",
  query: listHistoryInput.omit({ deploymentId: true }),
  response: pageOf(deploymentEntryShape),
  run: listDeploymentHistory,
});

const action = {
  method: "POST",
  tag,
  auth: "user",
  body: deploymentActionInput.omit({ deploymentId: true }),
  response: deploymentShape,
} as const satisfies Partial<Operation>;

export const cancelDeploymentOperation = defineOperation({
  ...action,
  id: "cancelDeployment",
  path: "/api/deployments/{deploymentId}/cancel",
  summary: "Cancel a deployment",
  description: "Nothing further starts, its rollouts are cancelled, and what was done stays.",
  run: cancelDeployment,
});

export const pauseDeploymentOperation = defineOperation({
  ...action,
  id: "pauseDeployment",
  path: "/api/deployments/{deploymentId}/pause",
  summary: "Pause a deployment and its rollouts",
  run: pauseDeployment,
});

export const resumeDeploymentOperation = defineOperation({
  ...action,
  id: "resumeDeployment",
  path: "/api/deployments/{deploymentId}/resume",
  summary: "Let a deployment and its rollouts go on",
  run: resumeDeployment,
});

export const retryDeploymentOperation = defineOperation({
  ...action,
  id: "retryDeployment",
  path: "/api/deployments/{deploymentId}/retry",
  summary: "Go on with the stage that failed",
  run: retryDeployment,
});

export const rollBackDeploymentOperation = defineOperation({
  ...action,
  id: "rollBackDeployment",
  path: "/api/deployments/{deploymentId}/rollback",
  summary: "Take back everything that a deployment did",
  description: "Stage by stage, in the other direction.",
  run: rollBackDeployment,
});

export const deploymentsOperations = [
  listDeploymentsOperation,
  createDeploymentOperation,
  deployFromTemplateOperation,
  deployOperation,
  getDeploymentOperation,
  listDeploymentLogsOperation,
  listDeploymentHistoryOperation,
  cancelDeploymentOperation,
  pauseDeploymentOperation,
  resumeDeploymentOperation,
  retryDeploymentOperation,
  rollBackDeploymentOperation,
];
