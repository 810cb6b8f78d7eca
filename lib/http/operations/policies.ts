import { z } from "zod";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { createPolicy } from "#lib/intake/create-policy.ts";
import { deletePolicy } from "#lib/intake/delete-policy.ts";
import { getPolicy } from "#lib/intake/get-policy.ts";
import {
  createPolicyInput,
  listPoliciesInput,
  matchPoliciesInput,
  previewPolicyInput,
  updatePolicyInput,
} from "#lib/intake/input-policies.ts";
import { listPolicies } from "#lib/intake/list-policies.ts";
import { matchPolicies } from "#lib/intake/match-policies.ts";
import { previewPolicy } from "#lib/intake/preview-policy.ts";
import { replacePolicy, updatePolicy } from "#lib/intake/update-policy.ts";
import { strategies } from "#lib/rollouts/rules/rollout.ts";
import { rolloutSettingsSchema } from "#lib/rollouts/rules/settings.ts";

const settings = rolloutSettingsSchema.shape;

const policy = z.object({
  id: z.uuid(),
  name: z.string(),
  productId: z.uuid().nullable(),
  imagePattern: z.string(),
  tagRule: z.object({ kind: z.enum(["semver", "glob", "regex"]), value: z.string() }).nullable(),
  updateStrategy: z.enum(strategies),
  batches: z.array(z.number()),
  batchDelayMinutes: settings.batchDelayMinutes,
  healthCheckEnabled: settings.healthCheckEnabled,
  healthCheckConfig: settings.healthCheckConfig,
  autoRollbackEnabled: settings.autoRollbackEnabled,
  onFailureLimit: settings.onFailureLimit,
  maxFailureRate: settings.maxFailureRate,
  deviceTimeoutSeconds: settings.deviceTimeoutSeconds,
  deviceFilter: settings.deviceFilter,
  maintenanceWindow: settings.maintenanceWindow,
  priority: z.number().int(),
  enabled: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const preview = z.object({
  images: z.array(
    z.object({
      image: z.string(),
      tags: z.array(
        z.object({
          tag: z.string(),
          wins: z.boolean().describe("This policy would decide about a push of the tag."),
          reason: z.string(),
        }),
      ),
    }),
  ),
  isShortened: z.boolean(),
  devices: z.object({
    total: z.number().int(),
    sample: z.array(
      z.object({ id: z.uuid(), name: z.string(), fleet: z.string().nullable(), tags: z.array(z.string()) }),
    ),
    batches: z.array(z.object({ index: z.number().int(), percent: z.number(), deviceCount: z.number().int() })),
  }),
});

const match = z.object({
  image: z.string(),
  tag: z.string(),
  policy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  reason: z.string(),
  others: z.array(z.object({ policyId: z.uuid(), name: z.string(), reason: z.string() })),
});

export const listPoliciesOperation = defineOperation({
  id: "listPolicies",
  method: "GET",
  path: "/api/v1/policies",
  tag: "Policies",
  summary: "List policies, those of the highest priority first",
  auth: "user",
  query: listPoliciesInput,
  response: pageOf(policy),
  run: listPolicies,
});

export const createPolicyOperation = defineOperation({
  id: "createPolicy",
  method: "POST",
  path: "/api/v1/policies",
  tag: "Policies",
  summary: "Make a policy",
  description: "A policy that can never work is refused with 422 and what would be right.",
  auth: "user",
  body: createPolicyInput,
  response: policy,
  status: 201,
  creates: true,
  run: createPolicy,
});

export const getPolicyOperation = defineOperation({
  id: "getPolicy",
  method: "GET",
  path: "/api/v1/policies/{policyId}",
  tag: "Policies",
  summary: "Read a policy",
  auth: "user",
  response: policy,
  run: getPolicy,
});

export const updatePolicyOperation = defineOperation({
  id: "updatePolicy",
  method: "PATCH",
  path: "/api/v1/policies/{policyId}",
  tag: "Policies",
  summary: "Change the given fields of a policy",
  description: "Rollouts keep the rules they were made with.",
  auth: "user",
  body: updatePolicyInput.omit({ policyId: true }),
  response: policy,
  run: updatePolicy,
});

export const replacePolicyOperation = defineOperation({
  id: "replacePolicy",
  method: "PUT",
  path: "/api/v1/policies/{policyId}",
  tag: "Policies",
  summary: "Replace a policy; what is left out takes its default",
  auth: "user",
  body: createPolicyInput,
  response: policy,
  run: replacePolicy,
});

export const deletePolicyOperation = defineOperation({
  id: "deletePolicy",
  method: "DELETE",
  path: "/api/v1/policies/{policyId}",
  tag: "Policies",
  summary: "Delete a policy; its rollouts go on",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deletePolicy,
});

export const previewPolicyOperation = defineOperation({
  id: "previewPolicy",
  method: "POST",
  path: "/api/v1/policies/preview",
  tag: "Policies",
  summary: "Show what a policy would hit",
  description: "Repositories and tags that Slipway has heard of, and devices with their batches. Changes nothing.",
  auth: "user",
  body: previewPolicyInput,
  response: preview,
  run: previewPolicy,
});

export const matchPoliciesOperation = defineOperation({
  id: "matchPolicies",
  method: "POST",
  path: "/api/v1/policies/match",
  tag: "Policies",
  summary: "Say which policy would decide about a push, and why the others would not",
  auth: "user",
  body: matchPoliciesInput,
  response: match,
  run: matchPolicies,
});

export const policiesOperations = [
  listPoliciesOperation,
  createPolicyOperation,
  getPolicyOperation,
  updatePolicyOperation,
  replacePolicyOperation,
  deletePolicyOperation,
  previewPolicyOperation,
  matchPoliciesOperation,
];
