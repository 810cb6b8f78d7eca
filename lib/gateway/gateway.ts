import type { RequestListener } from "node:http";
import { systemActor } from "#lib/access/rules/actor.ts";
import type { Report } from "#lib/check-in/input.ts";
import { takeReports } from "#lib/check-in/take-reports.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import { flushLastSeen } from "#lib/devices/last-seen.ts";
import { buildApp } from "#lib/gateway/app.ts";
import { DeviceMemory } from "#lib/gateway/device-memory.ts";
import { Limits } from "#lib/gateway/limits.ts";
import { LoadMeter } from "#lib/gateway/load-meter.ts";
import { NewsReader } from "#lib/gateway/news-reader.ts";
import { Questions } from "#lib/gateway/questions.ts";
import { answerQuietly } from "#lib/gateway/quiet.ts";
import { QuietBodies } from "#lib/gateway/quiet-bodies.ts";
import { SettingsMemory } from "#lib/gateway/settings-memory.ts";
import { TransactionGroups } from "#lib/gateway/transaction-groups.ts";
import { takeDeploymentFeedback, type DeploymentFeedback } from "#lib/hawkbit/ddi/take-feedback.ts";
import type { FeedbackOutcome } from "#lib/hawkbit/rules/feedback.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { answerUpdateCheck, isUpdateCheck } from "#lib/gateway/update-check.ts";
import { UpdateMemory } from "#lib/updates/memory.ts";
import { flushTold } from "#lib/updates/told.ts";

export interface Gateway {
  /** Answers one request of a device. */
  listener: RequestListener;
  /** Resolves when every device has been read into memory once; polls are answered before that too. */
  whenLoaded(): Promise<void>;
  /** Ends the work in hand. No request may come any more. */
  stop(): Promise<void>;
}

/** Begins to serve devices: fills the memory, follows the news, and answers whoever comes meanwhile. */
export async function openGateway(runtime: Runtime): Promise<Gateway> {
  const ctx = makeContext(runtime, systemActor("gateway"));
  const memory = new DeviceMemory();
  const settings = new SettingsMemory(ctx);
  const load = new LoadMeter(runtime.config.rateLimits);
  const news = new NewsReader({
    database: runtime.database,
    log: runtime.log,
    memory,
    onSettings: () => settings.forget(),
    onProducts: (productIds) => updates.forget(productIds),
  });
  const updates = new UpdateMemory(ctx.db, news);
  const questions = new Questions(ctx, memory);
  const reports = new TransactionGroups<Report, ReportAnswer>(ctx, {
    write: (tx, items) => takeReports(ctx, tx, items),
    deviceOf: ({ deviceId }) => deviceId,
    // The news of it come by themselves; a device that polls right after it said what it runs is not to wait for them.
    onCommitted: (items) => memory.hear(items.flatMap(({ deviceId, apps }) => (apps === undefined ? [] : [deviceId]))),
  });
  const feedback = new TransactionGroups<DeploymentFeedback, FeedbackOutcome>(ctx, {
    write: (tx, items) => takeDeploymentFeedback(ctx, tx, items),
    deviceOf: ({ device }) => device.id,
  });
  const limits = new Limits(runtime.config.rateLimits, load);
  const bodies = new QuietBodies();
  const around = { runtime, ctx, memory, news, settings, questions, reports, feedback, bodies, load, limits, updates };
  const app = await buildApp(around);
  news.start();
  return {
    listener: (request, response) => {
      if (isUpdateCheck(request)) answerUpdateCheck(around, request, response);
      else if (!answerQuietly(around, request, response)) app.routing(request, response);
    },
    whenLoaded: () => news.whenLoaded(),
    stop: async () => {
      await reports.whenIdle();
      await feedback.whenIdle();
      await questions.whenIdle();
      await news.stop();
      load.stop();
      await flushLastSeen(ctx);
      await flushTold(ctx);
      await app.close();
    },
  };
}
