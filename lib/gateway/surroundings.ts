import type { DeviceMemory } from "#lib/gateway/device-memory.ts";
import type { Limits } from "#lib/gateway/limits.ts";
import type { LoadMeter } from "#lib/gateway/load-meter.ts";
import type { NewsReader } from "#lib/gateway/news-reader.ts";
import type { Questions } from "#lib/gateway/questions.ts";
import type { QuietBodies } from "#lib/gateway/quiet-bodies.ts";
import type { Report } from "#lib/check-in/input.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import type { TransactionGroups } from "#lib/gateway/transaction-groups.ts";
import type { DeploymentFeedback } from "#lib/hawkbit/ddi/take-feedback.ts";
import type { FeedbackOutcome } from "#lib/hawkbit/rules/feedback.ts";
import type { SettingsMemory } from "#lib/gateway/settings-memory.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { UpdateMemory } from "#lib/updates/memory.ts";
import type { Runtime } from "#lib/kernel/runtime.ts";

/** What the routes of a gateway share. */
export interface Surroundings {
  runtime: Runtime;
  /** Of the gateway itself, for work that is no single request's. */
  ctx: Context;
  memory: DeviceMemory;
  news: NewsReader;
  settings: SettingsMemory;
  questions: Questions;
  reports: TransactionGroups<Report, ReportAnswer>;
  feedback: TransactionGroups<DeploymentFeedback, FeedbackOutcome>;
  bodies: QuietBodies;
  load: LoadMeter;
  updates: UpdateMemory;
  limits: Limits;
}
