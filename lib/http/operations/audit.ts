import { z } from "zod";
import { checkLog } from "#lib/events/audit/check-log.ts";
import { checkpointShape } from "#lib/events/audit/checkpoint.ts";
import {
  exportCheckpoints,
  listCheckpoints,
  listCheckpointsInput,
  readAuditState,
  readPublicAuditKey,
} from "#lib/events/audit/read-state.ts";
import { makeCheckpoint } from "#lib/events/audit/sign-checkpoint.ts";
import { exportEvents, exportEventsInput } from "#lib/events/export.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { attachment, textStream } from "#lib/http/text-stream.ts";

const tag = "Audit";

const checkpoint = checkpointShape.extend({
  seq: z.number().int().describe("The last event that it covers."),
  hash: z.string().describe("Of that event, in hex."),
  signature: z.string().describe("ed25519 over the canonical JSON of the four others, in base64."),
});

export const exportEventsOperation = defineOperation({
  id: "exportEvents",
  method: "GET",
  path: "/api/v1/events/export",
  tag,
  summary: "Export the event log",
  description:
    "JSON Lines with the hash of each event, or CSV; the oldest first, up to where the log ends now. Without a filter " +
    "the lines are the chain, which `slipway audit verify` checks offline.",
  auth: "user",
  query: exportEventsInput,
  response: z.string(),
  produces: "application/jsonl",
  run: async (ctx, input) => {
    const { chunks, fileName, mediaType } = await exportEvents(ctx, input);
    return new Response(textStream(chunks), { headers: attachment(fileName, mediaType) });
  },
});

export const readAuditStateOperation = defineOperation({
  id: "readAuditState",
  method: "GET",
  path: "/api/v1/audit",
  tag,
  summary: "How the event log stands",
  description: "Its end, where retention cut it, and the last signed checkpoint. Nothing is checked.",
  auth: "user",
  response: z.object({
    lastSeq: z.number().int(),
    lastHash: z.string(),
    cutSeq: z.number().int().describe("The log begins behind this event; 0 where nothing was cut off."),
    retentionDays: z.number().int().nullable().describe("Null keeps events for ever."),
    keyId: z.string(),
    lastCheckpoint: checkpoint.nullable(),
    tampering: z
      .object({ seq: z.number().int(), at: z.string(), fault: z.string() })
      .nullable()
      .describe("The last of which the log tells."),
  }),
  run: readAuditState,
});

export const listCheckpointsOperation = defineOperation({
  id: "listCheckpoints",
  method: "GET",
  path: "/api/v1/audit/checkpoints",
  tag,
  summary: "Page through signed checkpoints",
  auth: "user",
  query: listCheckpointsInput,
  response: pageOf(checkpoint),
  run: listCheckpoints,
});

export const makeCheckpointOperation = defineOperation({
  id: "makeCheckpoint",
  method: "POST",
  path: "/api/v1/audit/checkpoints",
  tag,
  summary: "Sign where the log ends now",
  description: "Keep the answer elsewhere: it proves later that the log up to here is the one of today.",
  auth: "user",
  response: checkpoint,
  status: 201,
  run: makeCheckpoint,
});

export const exportCheckpointsOperation = defineOperation({
  id: "exportCheckpoints",
  method: "GET",
  path: "/api/v1/audit/checkpoints/export",
  tag,
  summary: "Download all checkpoints",
  description: "As JSON Lines, the newest first.",
  auth: "user",
  response: z.string(),
  produces: "application/jsonl",
  run: (ctx) =>
    Promise.resolve(
      new Response(textStream(exportCheckpoints(ctx)), {
        headers: attachment("slipway-checkpoints.jsonl", "application/jsonl; charset=utf-8"),
      }),
    ),
});

export const readAuditKeyOperation = defineOperation({
  id: "readAuditKey",
  method: "GET",
  path: "/api/v1/audit/public-key",
  tag,
  summary: "Download the public key of checkpoints",
  auth: "user",
  response: z.string(),
  produces: "application/x-pem-file",
  run: (ctx) =>
    Promise.resolve(
      new Response(readPublicAuditKey(ctx), {
        headers: attachment("slipway-audit-key.pem", "application/x-pem-file"),
      }),
    ),
});

export const checkLogOperation = defineOperation({
  id: "checkLog",
  method: "POST",
  path: "/api/v1/audit/verify",
  tag,
  summary: "Check the whole event log",
  description:
    'Answers line by line: `{"kind":"progress","checked":…,"total":…}`, and at the end `{"kind":"verdict","verdict":…}`. ' +
    "One check runs at a time.",
  auth: "user",
  response: z.string(),
  produces: "application/jsonl",
  run: (ctx) =>
    Promise.resolve(
      new Response(checkLog(ctx).pipeThrough(new TextEncoderStream()), {
        headers: {
          "content-type": "application/jsonl; charset=utf-8",
          // no-transform keeps compression away, which would hold progress back.
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        },
      }),
    ),
});

export const auditOperations = [
  exportEventsOperation,
  readAuditStateOperation,
  listCheckpointsOperation,
  makeCheckpointOperation,
  exportCheckpointsOperation,
  readAuditKeyOperation,
  checkLogOperation,
];
