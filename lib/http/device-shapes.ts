import { z } from "zod";

export const deviceShape = z.object({
  id: z.uuid(),
  uuid: z.uuid().describe("The same as id, under the name that devices use."),
  name: z.string(),
  fleet: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.unknown()),
  address: z.string().nullable().describe("Where its last poll came from."),
  online: z.boolean(),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  retiredAt: z.string().nullable(),
  apps: z.array(
    z.object({
      app: z.string().describe("A product's slug."),
      image: z.string(),
      digest: z.string().nullable(),
      version: z.string().nullable(),
      reportedAt: z.string(),
    }),
  ),
  pollSeconds: z.int().nullable().describe("The pause between its polls; null where it is the usual one."),
  controllerId: z.string().nullable().describe("How a hawkBit client names itself."),
  tenant: z.string().nullable(),
  understandsSkip: z.boolean().nullable().describe("Whether skip may be said to it; null asks the client's name."),
  channel: z.string().nullable().describe("The channel of versions that it follows; null is its fleet's."),
  hasTargetToken: z.boolean(),
});

export const deviceActionShape = z.object({
  id: z.number().int(),
  rolloutId: z.uuid().nullable(),
  rolloutNumber: z.number().int().nullable(),
  productId: z.uuid().nullable(),
  product: z.string().nullable(),
  kind: z.string(),
  image: z.string(),
  digest: z.string().nullable(),
  version: z.string().nullable(),
  status: z.string(),
  attempt: z.number().int(),
  progress: z.number().nullable(),
  message: z.string().nullable(),
  offeredAt: z.string(),
  acceptedAt: z.string().nullable(),
  deadlineAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  waitingFor: z.string().nullable().describe("consent, confirmation or window: what keeps the device from going on."),
  forceType: z.string(),
  cancelRequestedAt: z.string().nullable(),
});

export const newDeviceShape = z.object({
  id: z.uuid(),
  uuid: z.uuid(),
  name: z.string(),
  token: z.string().describe("The device's own token, shown this once."),
});

export const deviceHealthShape = z.object({
  lastReportAt: z.string().nullable().describe("When it last told what it runs or how its update goes."),
  lastCheck: z.object({ hasPassed: z.boolean(), at: z.string(), reason: z.string().nullable() }).nullable(),
  nextProbe: z
    .object({ at: z.string(), failedBefore: z.int() })
    .nullable()
    .describe("When the server looks at it next, and how often it has found it unwell in a row."),
});

export const actionEntryShape = z.object({
  id: z.string(),
  type: z.string().describe("In hawkBit's words: running, download, downloaded, warning, finished, error and so on."),
  messages: z.array(z.string()),
  code: z.int().nullable(),
  isByServer: z.boolean(),
  reportedAt: z.string(),
  deviceTime: z.string().nullable().describe("The device's own time, where it sent one."),
});

export const outlookShape = z.object({
  kind: z.enum(["working", "offered", "waiting", "held", "done", "failed", "none"]),
  sentence: z.string(),
  product: z.string().nullable(),
  rollout: z.object({ id: z.uuid(), number: z.int() }).nullable(),
  until: z.string().nullable().describe("When the answer may change by itself."),
});
