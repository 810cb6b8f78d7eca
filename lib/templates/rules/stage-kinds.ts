// Which kinds of stages are there, and what does each want to know?
import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import {
  batchPercentagesInput,
  DEFAULT_DEVICE_TIMEOUT_SECONDS,
  DEFAULT_MAX_FAILURE_RATE,
  failureLimitActions,
  maintenanceWindowInput,
} from "#lib/rollouts/rules/settings.ts";

const HEADERS_MAX = 50;
const STEPS_MAX = 50;

const httpUrl = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\/[^/]/, "Write an http or https address.");
const headers = z
  .record(z.string().max(200), z.string().max(4_000))
  .refine((record) => Object.keys(record).length <= HEADERS_MAX, { error: `${HEADERS_MAX} headers at most.` });
const seconds = (most: number) => z.number().min(0).max(most);

/** How a release goes to devices; as in a policy. */
const rolloutFields = {
  batches: batchPercentagesInput.default([10, 50, 100]),
  batchDelayMinutes: z.number().min(0).max(43_200).default(0),
  manualBatches: z.boolean().default(false).describe("A person approves each batch"),
  healthCheck: healthCheckConfigInput.nullable().default(null),
  autoRollback: z.boolean().default(true).describe("A device that fails goes back by itself"),
  maxFailureRate: z.number().min(0).max(1).default(DEFAULT_MAX_FAILURE_RATE),
  onFailureLimit: z.enum(failureLimitActions).default("pause"),
  deviceTimeoutSeconds: z.int().min(10).max(2_592_000).default(DEFAULT_DEVICE_TIMEOUT_SECONDS),
  devices: deviceFilterInput.optional().describe("Only these of the environment's devices"),
  maintenanceWindow: maintenanceWindowInput.nullable().default(null),
};

/** A number to be found in an answer: by PromQL, or by a path into JSON. */
const metricSource = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("prometheus"),
    address: httpUrl.describe("Of the Prometheus server"),
    query: z.string().min(1).max(4_000).describe("PromQL that answers with one number"),
    sampleQuery: z.string().min(1).max(4_000).optional().describe("PromQL for the size of the sample"),
    headers: headers.optional(),
  }),
  z.strictObject({
    type: z.literal("json"),
    url: httpUrl,
    path: z.string().min(1).max(500).describe("Where the number stands, such as data.errorRate or items[0].value"),
    samplePath: z.string().max(500).optional().describe("Where the size of the sample stands"),
    headers: headers.optional(),
  }),
]);

const comparison = z.strictObject({
  is: z.enum([">", ">=", "<", "<=", "==", "!="]),
  value: z.number(),
});

const metricFields = z.strictObject({
  name: z.string().min(1).max(100),
  source: metricSource,
  success: comparison.describe("A measurement for which this holds speaks for the release"),
  failure: comparison
    .optional()
    .describe(
      "One for which this holds speaks against it, and one that is neither is inconclusive. Left out: whatever is no " +
        "success speaks against it",
    ),
  intervalSeconds: z.number().min(1).max(3_600).default(60),
  count: z.int().min(1).max(1_000).default(5).describe("Measurements to be made"),
  failureLimit: z.int().min(0).max(1_000).default(0).describe("More failures than this fail the analysis"),
  inconclusiveLimit: z.int().min(0).max(1_000).default(0),
  errorLimit: z.int().min(0).max(1_000).default(3).describe("Measurements in a row that could not be made"),
  minimumSample: z
    .number()
    .min(0)
    .default(0)
    .describe("Below it a measurement is inconclusive; needs sampleQuery or samplePath"),
  dryRun: z.boolean().default(false).describe("Measured and shown, and decides nothing"),
});
const metric = metricFields.refine(({ minimumSample, source }) => minimumSample === 0 || tellsSample(source), {
  path: ["minimumSample"],
  error: "Say where the size of the sample stands: sampleQuery, or samplePath of JSON.",
});

function tellsSample(source: z.output<typeof metricSource>): boolean {
  return (source.type === "prometheus" ? source.sampleQuery : source.samplePath) !== undefined;
}

export type MetricConfig = z.output<typeof metric>;
export type MetricComparison = z.output<typeof comparison>;

const call = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  url: httpUrl,
  headers: headers.optional(),
  body: z.string().max(100_000).optional(),
  timeoutSeconds: z.number().min(1).max(120).default(10),
});

const assertions = z.strictObject({
  status: z.union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)]).default(200),
  bodyContains: z.string().max(1_000).optional(),
  header: z.strictObject({ name: z.string().min(1), contains: z.string() }).optional(),
  json: z
    .array(z.strictObject({ path: z.string().min(1).max(500), equals: z.unknown() }))
    .max(20)
    .optional(),
  withinMillis: z.number().min(1).optional(),
});

/** Told to somebody else's system, signed as Standard Webhooks; any 2xx means done. */
const webhook = z.strictObject({
  url: httpUrl,
  secret: z.string().max(500).optional().describe("Signs the call (Standard Webhooks): whsec_ and base64"),
  headers: headers.optional(),
  payload: z.record(z.string(), z.unknown()).default({}).describe("Sent beside what the deployment is"),
  timeoutSeconds: z.number().min(1).max(120).default(10),
  waitForCallback: z.boolean().default(false).describe("A 202 means: the other side says by itself when it is done"),
});

const selection = z.strictObject({ name: z.string().min(1).max(100), devices: deviceFilterInput });

export const stageConfigs = {
  rollout: z.strictObject(rolloutFields),
  canary: z.strictObject({
    ...rolloutFields,
    batches: batchPercentagesInput.default([10, 50, 100]),
    metrics: z.array(metric).max(20).default([]).describe("Analysed after each batch but the last"),
    initialDelaySeconds: seconds(86_400).default(0).describe("Between a batch and the first measurement"),
    onInconclusive: z.enum(["pause", "fail"]).default("pause"),
  }),
  blueGreen: z.strictObject({
    ...rolloutFields,
    batches: batchPercentagesInput.default([100]),
    blue: selection.describe("What serves now"),
    green: selection.describe("What gets the release first"),
    switch: webhook.nullable().default(null).describe("Moves the traffic; without it only devices change"),
    keepOldMinutes: z.number().min(0).max(43_200).default(60).describe("How long blue stays as it is"),
    confirm: z.boolean().default(true).describe("A person says that blue may follow"),
  }),
  regions: z.strictObject({
    ...rolloutFields,
    regions: z.array(selection).min(1).max(50).describe("One after the other, in this order"),
    pauseMinutes: z.number().min(0).max(43_200).default(0).describe("Between two regions"),
  }),
  trafficSwitch: z.strictObject({ webhook, back: webhook.optional().describe("Moves it back") }),
  migration: z.strictObject({
    run: webhook.describe("Starts the migration"),
    back: webhook.optional().describe("Takes it back"),
    dryRun: webhook.optional().describe("Asked first: anything but 2xx stops here"),
  }),
  wait: z
    .strictObject({
      minutes: z.number().min(0).max(525_600).optional(),
      until: z.iso.datetime({ local: true, offset: true }).optional(),
      soak: z
        .strictObject({ maxFailureRate: z.number().min(0).max(1) })
        .optional()
        .describe("Fails as soon as more of the deployment's devices than this have failed"),
    })
    .refine(({ minutes, until }) => minutes !== undefined || until !== undefined, "Say minutes, until, or both."),
  approval: z.strictObject({
    count: z.int().min(1).max(10).default(1),
    role: z.enum(["approver", "admin"]).default("approver"),
    message: z.string().max(2_000).default(""),
  }),
  smokeTest: z.strictObject({
    steps: z
      .array(
        call.extend({
          name: z.string().min(1).max(100),
          expect: assertions.default({ status: 200 }),
          save: z
            .record(z.string().max(50), z.string().max(500))
            .optional()
            .describe("{name: path}: kept from the answer for later steps, as {{name}}"),
        }),
      )
      .min(1)
      .max(STEPS_MAX),
  }),
  loadTest: z.strictObject({
    ...call.shape,
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
    connections: z.int().min(1).max(1_000).default(10),
    durationSeconds: z.number().min(1).max(600).default(30),
    requestsPerSecond: z.number().min(1).max(100_000).optional().describe("Left out: as many as it takes"),
    p99MillisMax: z.number().min(1).optional(),
    errorRateMax: z.number().min(0).max(1).default(0.01),
    requestsPerSecondMin: z.number().min(0).optional(),
  }),
  webhook: webhook.extend({ back: webhook.optional().describe("Told when the stage is taken back") }),
} as const;

export type StageKind = keyof typeof stageConfigs;
export type StageConfig<Kind extends StageKind> = z.output<(typeof stageConfigs)[Kind]>;
export type WebhookConfig = z.output<typeof webhook>;
export type SmokeAssertions = z.output<typeof assertions>;

export const STAGE_KINDS = Object.keys(stageConfigs) as StageKind[];
