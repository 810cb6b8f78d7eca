import { z } from "zod";
import { reportStatuses } from "#lib/rollouts/rules/device.ts";

const APPS_MAX = 100;
const ATTRIBUTES_MAX = 100;
/** All attributes of a device together, as JSON. */
export const ATTRIBUTES_BYTES_MAX = 16_384;
const INT_MAX = 2_147_483_647;

const deviceId = z.uuid().toLowerCase();

export const tellStateInput = z.strictObject({ deviceId });

const runningApp = z.strictObject({
  image: z.string().min(1).max(300),
  digest: z.string().max(200).nullable().optional(),
  version: z.string().max(256).nullable().optional(),
});

const attributes = z
  .record(z.string().min(1).max(100), z.json())
  .refine((value) => Object.keys(value).length <= ATTRIBUTES_MAX, `At most ${ATTRIBUTES_MAX} attributes in one report.`)
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= ATTRIBUTES_BYTES_MAX,
    `Attributes may have ${ATTRIBUTES_BYTES_MAX} bytes at most.`,
  );

export const reportBody = z.strictObject({
  actionId: z.int().min(1).max(INT_MAX).optional().describe("The action that the report is about"),
  status: z.enum(reportStatuses).optional(),
  progress: z.number().min(0).max(100).optional().describe("Percent"),
  message: z.string().max(2000).optional(),
  apps: z
    .record(z.string().min(1).max(64), runningApp)
    .refine((value) => Object.keys(value).length <= APPS_MAX, `At most ${APPS_MAX} apps in one report.`)
    .optional()
    .describe("What runs now, by product"),
  attributes: attributes.optional().describe("Merged into what is known; null removes one"),
});

export const takeReportInput = reportBody
  .extend({ deviceId })
  .refine((report) => report.actionId !== undefined || report.status === undefined, {
    path: ["actionId"],
    message: "A status belongs to an action: name it.",
  });
export type Report = z.output<typeof takeReportInput>;
