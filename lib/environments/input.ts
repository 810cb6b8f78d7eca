import { IANAZone } from "luxon";
import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import {
  APPROVALS_MAX,
  APPROVER_ROLES,
  ENVIRONMENTS_MAX,
  RESERVED_SLUGS,
  SLUG,
} from "#lib/environments/rules/environment.ts";
import { pageInput } from "#lib/kernel/page.ts";

const slug = z
  .string()
  .regex(SLUG, "Use small letters, digits and -, 63 at most, and begin with one of the former.")
  .refine((text) => !RESERVED_SLUGS.includes(text), "This word stands in addresses; choose another one.");
const name = z.string().trim().min(1).max(100);
const description = z.string().trim().max(2_000);
const position = z.int().min(1).max(ENVIRONMENTS_MAX).describe("Its place in the line of promotion, from 1.");
const timeZone = z
  .string()
  .max(64)
  .refine((zone) => IANAZone.isValidZone(zone), "This is no IANA time zone, such as Europe/Berlin.");
const requiredApprovals = z
  .int()
  .min(0)
  .max(APPROVALS_MAX)
  .describe("How many people must approve a deployment to it before it starts; never its author.");
const approverRole = z.enum(APPROVER_ROLES).describe("The least role that they must have.");
const riskLimit = z
  .int()
  .min(0)
  .max(100)
  .nullable()
  .describe("A risk score above it needs an approval even where none is required otherwise.");
const requiresPromotion = z.boolean().describe("A version must have been verified in the environment before this one.");
const automaticRollback = z
  .boolean()
  .describe("What turns out bad here after it was deployed is taken back without being asked, twice an hour at most.");

export const createEnvironmentInput = z.strictObject({
  slug,
  name,
  description: description.default(""),
  position: position.optional().describe("Its place in the line of promotion, from 1; left out: the last."),
  deviceFilter: deviceFilterInput.default({}),
  timeZone: timeZone.default("UTC"),
  requiredApprovals: requiredApprovals.default(0),
  approverRole: approverRole.default("approver"),
  riskLimit: riskLimit.default(null),
  requiresPromotion: requiresPromotion.default(false),
  automaticRollback: automaticRollback.default(false),
});
export type NewEnvironment = Omit<z.output<typeof createEnvironmentInput>, "position">;

/** An id or a slug, wherever an environment is named. */
export const environmentReference = z.string().min(1).max(64).describe("The environment's id or slug.");

export const environmentIdInput = z.strictObject({ environmentId: environmentReference });

export const updateEnvironmentInput = environmentIdInput.extend({
  slug: slug.optional(),
  name: name.optional(),
  description: description.optional(),
  position: position.optional(),
  deviceFilter: deviceFilterInput.optional(),
  timeZone: timeZone.optional(),
  requiredApprovals: requiredApprovals.optional(),
  approverRole: approverRole.optional(),
  riskLimit: riskLimit.optional(),
  requiresPromotion: requiresPromotion.optional(),
  automaticRollback: automaticRollback.optional(),
});

export const listEnvironmentsInput = pageInput.extend({
  archived: z.stringbool().default(false).describe("Lists the archived ones instead of the others."),
});

export const previewDevicesInput = z.strictObject({ deviceFilter: deviceFilterInput });

export const showMatrixInput = pageInput.extend({
  q: z.string().max(200).optional().describe("A part of the product's name, slug or image."),
});

export const showCellInput = pageInput.extend({
  environmentId: environmentReference,
  productId: z.string().min(1).max(64).describe("The product's id or slug."),
});
