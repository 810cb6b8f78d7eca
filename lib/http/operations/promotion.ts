import { z } from "zod";
import { approveDeployment, rejectDeployment } from "#lib/deployments/approvals/decide.ts";
import { decideInput } from "#lib/deployments/approvals/input.ts";
import { listApprovals } from "#lib/deployments/approvals/show.ts";
import { deleteDependency } from "#lib/deployments/dependencies/delete.ts";
import { saveDependencyInput } from "#lib/deployments/dependencies/input.ts";
import { listDependencies } from "#lib/deployments/dependencies/list.ts";
import { saveDependency } from "#lib/deployments/dependencies/save.ts";
import { getGroup } from "#lib/deployments/groups/get.ts";
import { previewGroupInput, startGroupInput } from "#lib/deployments/groups/input.ts";
import { previewGroup, startGroup } from "#lib/deployments/groups/start.ts";
import { previewPromotionInput, promoteInput } from "#lib/deployments/promotion/input.ts";
import { previewPromotion } from "#lib/deployments/promotion/preview.ts";
import { promoteDeployment } from "#lib/deployments/promotion/promote.ts";
import { deploymentStatuses } from "#lib/deployments/rules/deployment.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { deploymentShape, deploymentSummaryShape } from "#lib/http/deployment-shapes.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape } from "#lib/http/shapes.ts";

const reference = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

const standing = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("notNeeded") }),
  z.object({ kind: z.literal("waiting"), given: z.number().int(), missing: z.number().int() }),
  z.object({ kind: z.literal("approved"), given: z.number().int() }),
  z.object({ kind: z.literal("rejected"), by: z.string() }),
]);

const approvals = z.object({
  id: z.uuid(),
  number: z.number().int(),
  status: z.enum(deploymentStatuses),
  approvals: z.array(
    z.object({
      stage: z.string().describe("Empty: the start"),
      title: z.string(),
      need: z.object({ count: z.number().int(), role: z.enum(APPROVER_ROLES), because: z.string().optional() }),
      standing,
      isAsking: z.boolean().describe("It asks now, neither before its time nor after"),
      decisions: z.array(
        z.object({ decision: z.enum(["approved", "rejected"]), reason: z.string(), by: actorShape, at: z.string() }),
      ),
      objection: z
        .enum(["author", "role", "decided", "rejected", "enough", "permission"])
        .nullable()
        .describe("Why the caller may not approve; null when they may"),
      mayReject: z.boolean(),
    }),
  ),
});

export const listApprovalsOperation = defineOperation({
  id: "listApprovals",
  method: "GET",
  path: "/api/deployments/{deploymentId}/approvals",
  tag: "Deployments",
  summary: "List what asks people about a deployment, who said what, and what the caller may say",
  auth: "user",
  response: approvals,
  run: listApprovals,
});

export const approveDeploymentOperation = defineOperation({
  id: "approveDeployment",
  method: "POST",
  path: "/api/deployments/{deploymentId}/approve",
  tag: "Deployments",
  summary: "Approve a deployment's start, or the stage that asks",
  description: "Never by its author, and once by each person: a second call changes nothing.",
  auth: "user",
  body: decideInput.omit({ deploymentId: true }),
  response: approvals,
  run: approveDeployment,
});

export const rejectDeploymentOperation = defineOperation({
  id: "rejectDeployment",
  method: "POST",
  path: "/api/deployments/{deploymentId}/reject",
  tag: "Deployments",
  summary: "Reject a deployment's start, which cancels it, or the stage that asks, which then fails",
  auth: "user",
  body: decideInput.omit({ deploymentId: true }),
  response: approvals,
  run: rejectDeployment,
});

const running = z.object({ version: z.string(), digest: z.string().nullable() });

export const previewPromotionOperation = defineOperation({
  id: "previewPromotion",
  method: "GET",
  path: "/api/deployments/{deploymentId}/promotion",
  tag: "Deployments",
  summary: "Show where a deployment would be promoted to, and what would change there",
  auth: "user",
  query: previewPromotionInput.omit({ deploymentId: true }),
  response: z.object({
    deploymentId: z.uuid(),
    product: reference,
    from: reference.nullable(),
    to: reference.extend({ deviceCount: z.number().int(), requiredApprovals: z.number().int() }).nullable(),
    coming: running,
    running: running.nullable().describe("What runs there now"),
    pair: z
      .object({ from: z.uuid(), to: z.uuid() })
      .nullable()
      .describe("Builds whose comparison shows what would change"),
    objection: z.string().nullable().describe("Why it cannot be promoted; null when it can"),
    template: reference.nullable(),
  }),
  run: previewPromotion,
});

export const promoteDeploymentOperation = defineOperation({
  id: "promoteDeployment",
  method: "POST",
  path: "/api/deployments/{deploymentId}/promote",
  tag: "Deployments",
  summary: "Deploy to the next environment exactly what was verified in this one",
  description: "The same digest and files. What is not verified is refused with the reason.",
  auth: "user",
  body: promoteInput.omit({ deploymentId: true }),
  response: deploymentShape,
  status: 201,
  creates: true,
  run: promoteDeployment,
});

const dependency = z.object({ product: reference, dependsOn: reference, range: z.string() });
const dependencies = z.object({
  dependencies: z.array(dependency).describe("What the product needs"),
  dependents: z.array(dependency).describe("What needs the product"),
});

export const listDependenciesOperation = defineOperation({
  id: "listDependencies",
  method: "GET",
  path: "/api/v1/products/{productId}/dependencies",
  tag: "Products",
  summary: "List what a product needs of others, and which others need it",
  auth: "user",
  response: dependencies,
  run: listDependencies,
});

export const saveDependencyOperation = defineOperation({
  id: "saveDependency",
  method: "PUT",
  path: "/api/v1/products/{productId}/dependencies/{dependsOnId}",
  tag: "Products",
  summary: "Say which versions of another product a product needs",
  description: "What would close a circle is refused with its path.",
  auth: "user",
  body: saveDependencyInput.omit({ productId: true, dependsOnId: true }),
  response: dependencies,
  run: saveDependency,
});

export const deleteDependencyOperation = defineOperation({
  id: "deleteDependency",
  method: "DELETE",
  path: "/api/v1/products/{productId}/dependencies/{dependsOnId}",
  tag: "Products",
  summary: "Say that a product does not need another one any more",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteDependency,
});

const groupPlan = z.object({
  levels: z
    .array(z.array(z.object({ product: reference, version: z.string(), needs: z.array(z.string()) })))
    .describe("Those of one level are deployed at once"),
  violations: z.array(
    z.object({
      product: z.string(),
      dependsOn: z.string(),
      range: z.string(),
      found: z.string().nullable(),
      message: z.string(),
    }),
  ),
});

const group = z.object({
  id: z.uuid(),
  number: z.number().int(),
  name: z.string(),
  createdAt: z.string(),
  createdBy: actorShape,
  deployments: z.array(
    deploymentSummaryShape.extend({
      needs: z
        .array(z.object({ id: z.uuid(), number: z.number().int(), status: z.string() }))
        .describe("Those of the group that come before it"),
    }),
  ),
});

export const previewGroupOperation = defineOperation({
  id: "previewGroup",
  method: "POST",
  path: "/api/deployments/groups/preview",
  tag: "Deployments",
  summary: "Show in which order several products would be deployed, and which versions would not fit",
  auth: "user",
  body: previewGroupInput,
  response: groupPlan,
  run: previewGroup,
});

export const startGroupOperation = defineOperation({
  id: "startGroup",
  method: "POST",
  path: "/api/deployments/groups",
  tag: "Deployments",
  summary: "Deploy several products in the order of their dependencies",
  description: "What needs another one waits for it, and is cancelled if that fails; the others go at once.",
  auth: "user",
  body: startGroupInput,
  response: group,
  status: 201,
  creates: true,
  run: startGroup,
});

export const getGroupOperation = defineOperation({
  id: "getGroup",
  method: "GET",
  path: "/api/deployments/groups/{groupId}",
  tag: "Deployments",
  summary: "Read deployments that were started together",
  auth: "user",
  response: group,
  run: getGroup,
});

export const promotionOperations = [
  listApprovalsOperation,
  approveDeploymentOperation,
  rejectDeploymentOperation,
  previewPromotionOperation,
  promoteDeploymentOperation,
  listDependenciesOperation,
  saveDependencyOperation,
  deleteDependencyOperation,
  previewGroupOperation,
  startGroupOperation,
  getGroupOperation,
];
