import { z } from "zod";
import { describeHealth, describeReadiness, describeStatus } from "#lib/http/system.ts";
import { buildOpenApi } from "#lib/http/openapi.ts";
import { writeMetrics } from "#lib/http/gauges.ts";
import { defineOperation } from "#lib/http/operation.ts";

export const healthOperation = defineOperation({
  id: "health",
  method: "GET",
  path: "/health",
  tag: "System",
  summary: "Is the process alive?",
  auth: "none",
  frequent: true,
  response: z.object({ status: z.literal("ok") }),
  run: describeHealth,
});

export const readyOperation = defineOperation({
  id: "ready",
  method: "GET",
  path: "/ready",
  tag: "System",
  summary: "Can it serve? Checks the database, the migrations and the orchestrator; 503 when not",
  auth: "none",
  frequent: true,
  response: z.object({
    status: z.enum(["ready", "notReady"]),
    checks: z.record(
      z.enum(["database", "migrations", "orchestrator"]),
      z.object({ ok: z.boolean(), detail: z.string().optional() }),
    ),
  }),
  otherAnswers: { 503: "Not ready: the same body says which part is missing." },
  run: describeReadiness,
});

export const statusOperation = defineOperation({
  id: "status",
  method: "GET",
  path: "/status",
  tag: "System",
  summary: "What is running?",
  auth: "none",
  response: z.object({
    name: z.literal("slipway"),
    version: z.string(),
    startedAt: z.string(),
    uptimeSeconds: z.number(),
    database: z.enum(["embedded", "postgres"]),
    rollouts: z.record(z.string(), z.number()),
    deployments: z
      .object({ queued: z.int(), running: z.int(), paused: z.int(), rollingBack: z.int() })
      .describe("Those that are not over."),
    line: z
      .object({ isStopped: z.boolean().describe("Nothing new starts anywhere."), stops: z.int() })
      .describe("Stops that hold, also of one environment or product."),
  }),
  run: describeStatus,
});

export const metricsOperation = defineOperation({
  id: "metrics",
  method: "GET",
  path: "/metrics",
  tag: "System",
  summary: "Metrics in the OpenMetrics text format",
  auth: "none",
  frequent: true,
  response: z.string(),
  produces: "application/openmetrics-text",
  run: async (ctx) => {
    const { text, contentType } = await writeMetrics(ctx);
    return new Response(text, { headers: { "content-type": contentType } });
  },
});

export const openApiOperation = defineOperation({
  id: "openApi",
  method: "GET",
  path: "/api/openapi.json",
  tag: "System",
  summary: "This document",
  auth: "none",
  response: z.record(z.string(), z.unknown()),
  run: async (ctx) => {
    // The list holds this operation too: loaded late, the two modules do not wait for each other.
    const { operations } = await import("#lib/http/operations/all.ts");
    return buildOpenApi(operations, ctx.config.publicUrl);
  },
});

export const systemOperations = [healthOperation, readyOperation, statusOperation, metricsOperation, openApiOperation];
