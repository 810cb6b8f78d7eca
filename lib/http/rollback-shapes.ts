import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { actorShape } from "#lib/http/shapes.ts";
import type { Tone } from "#lib/kernel/tone.ts";
import { checkNames, verdicts } from "#lib/rollbacks/rules/checks.ts";
import { issueStatuses } from "#lib/rollbacks/rules/issue.ts";
import {
  executionStatuses,
  planCommands,
  planStatuses,
  strategies,
  targetFoundBys,
  triggerCauses,
} from "#lib/rollbacks/rules/plan.ts";
import { placements } from "#lib/rollbacks/rules/whereabouts.ts";
import { stageStatuses } from "#lib/stages/rules/machine.ts";

const tones = ["idle", "wait", "move", "good", "warn", "bad", "back"] as const satisfies readonly Tone[];
const time = z.string().describe("RFC 3339, UTC");
const named = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
const numbered = z.object({ id: z.uuid(), number: z.int() });
const versionRef = z.object({ versionId: z.uuid(), version: z.string() });
const count = z.int().min(0);
const artifacts = z.array(z.object({ id: z.uuid(), sha256: z.string() }));

const gates = z.object({
  maxFailureRate: z.number(),
  batchDelayMinutes: z.number(),
  deviceTimeoutSeconds: z.int(),
});

const check = z.object({
  name: z.enum(checkNames),
  verdict: z.enum(verdicts),
  summary: z.string(),
  evidence: z.array(
    z.object({
      text: z.string(),
      kind: z.string().optional().describe("What `id` names, such as deployment, product or fleet"),
      id: z.string().optional(),
      count: count.optional(),
    }),
  ),
  more: count.describe("How much more was found than is shown"),
});

const summaryFields = {
  id: z.uuid(),
  number: z.int(),
  product: named,
  environment: named.nullable().describe("Null: everywhere"),
  deployment: numbered.nullable(),
  rollout: numbered.nullable(),
  from: versionRef,
  to: versionRef,
  targetFoundBy: z.enum(targetFoundBys).describe("By which of the fallbacks the version to go back to was found"),
  reason: z.string(),
  strategy: z.enum(strategies),
  scheduledAt: time.nullable(),
  timeZone: z.string(),
  status: z.enum(planStatuses),
  statusReason: z.string().nullable(),
  verdict: z.enum(verdicts).describe("The worst of its checks"),
  isForced: z.boolean(),
  isAutomatic: z.boolean(),
  affectedDevices: count,
  createdBy: actorShape,
  createdAt: time,
  expiresAt: time,
};

export const planSummaryShape = z.object(summaryFields);

const whereabouts = z.object({
  total: count,
  back: count.describe("Run the older version"),
  underWay: count.describe("Were asked and have not answered"),
  failed: count,
  unreachable: count.describe("Not heard from"),
  untouched: count.describe("Were not asked yet"),
  elsewhere: count.describe("Run something else altogether"),
});

const content = z
  .object({
    revision: z.int(),
    authorIds: z.array(z.uuid()).describe("Who made it what it is: none of them approves it"),
    product: z.object({ id: z.uuid(), slug: z.string() }),
    environment: z.object({ id: z.uuid(), slug: z.string() }).nullable(),
    deployment: numbered.nullable(),
    rollout: numbered.nullable(),
    from: versionRef.extend({ digest: z.string().nullable(), artifacts }),
    to: versionRef.extend({ image: z.string(), tag: z.string(), digest: z.string().nullable(), artifacts }),
    targetFoundBy: z.enum(targetFoundBys),
    deviceFilter: deviceFilterInput,
    strategy: z.enum(strategies),
    batches: z.array(z.number()),
    gates,
    scheduledAt: time.nullable(),
    timeZone: z.string(),
    reason: z.string(),
    devices: z.object({ count, limit: count.describe("Up to so many devices the approval covers") }),
    verdicts: z.record(z.enum(checkNames), z.enum(verdicts)),
    findings: z.array(z.string()).describe("What speaks against it: what comes to that needs new approvals"),
    force: z
      .object({
        reason: z.string(),
        checks: z.array(z.enum(checkNames)),
        found: z.array(z.string()).describe("What exactly was found by those checks: more than that is not forced"),
      })
      .nullable(),
  })
  .describe("Exactly what is approved. A change of any of it needs new approvals.");

const note = z.object({ reason: z.string(), by: actorShape, at: time });

const execution = z.object({
  id: z.uuid(),
  attempt: z.int(),
  status: z.enum(executionStatuses),
  statusReason: z.string().nullable(),
  startedBy: actorShape,
  startedAt: time,
  completedAt: time.nullable(),
  stages: z.array(
    z.object({
      name: z.string(),
      status: z.enum(stageStatuses),
      statusReason: z.string().nullable(),
      attempt: z.int(),
      startedAt: time.nullable(),
      completedAt: time.nullable(),
    }),
  ),
  rollouts: z.array(numbered.extend({ status: z.string(), round: z.int() })),
});

export const planShape = z.object({
  ...summaryFields,
  revision: z.int().describe("Counts changes, from 1"),
  content,
  contentDigest: z.string().describe("SHA-256 of the content, in hex: approvals and executions name it"),
  batches: z.array(z.number()),
  gates,
  checks: z.array(check),
  checkedAt: time,
  estimatedDowntime: z
    .object({
      seconds: z.number(),
      low: z.number(),
      high: z.number(),
      totalSeconds: z.number().describe("Until the last batch is done, where all goes well"),
      basis: z.string(),
    })
    .nullable()
    .describe("Of one device; null where nobody knows."),
  force: note.extend({ checks: z.array(z.enum(checkNames)) }).nullable(),
  breakGlass: note.nullable().describe("That it was carried out without all its approvals, and why"),
  approval: z.object({
    need: z.object({ count, role: z.enum(APPROVER_ROLES), because: z.string().optional() }),
    standing: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("notNeeded") }),
      z.object({ kind: z.literal("waiting"), given: count, missing: count }),
      z.object({ kind: z.literal("approved"), given: count }),
      z.object({ kind: z.literal("rejected"), by: z.string() }),
    ]),
    decisions: z.array(
      z.object({
        decision: z.enum(["approved", "rejected"]),
        reason: z.string(),
        by: actorShape,
        at: time,
        isCurrent: z.boolean().describe("It is about what the plan is now"),
      }),
    ),
    objection: z
      .enum(["author", "role", "decided", "rejected", "enough", "permission", "blocked", "state"])
      .nullable()
      .describe("Why the caller may not approve now; null when they may."),
    mayReject: z.boolean(),
  }),
  trigger: z.object({
    kind: z.enum(["manual", "automatic"]),
    cause: z.enum(triggerCauses).optional(),
    evidence: z.string().optional(),
  }),
  executions: z.array(execution),
  whereabouts: whereabouts.nullable().describe("What is where; null before anything was done"),
  incident: numbered.nullable().describe("The report, once it was begun"),
  allowedActions: z.array(z.enum(planCommands)),
  updatedAt: time,
});

const candidate = z.object({
  foundBy: z.enum(targetFoundBys),
  versionId: z.uuid(),
  version: z.string(),
  fault: z.string().nullable().describe("Why it is nothing to go back to; null where it is"),
});

export const targetShape = z.object({
  product: named,
  environment: named.nullable(),
  from: z.object({ id: z.uuid(), version: z.string() }),
  target: candidate.nullable(),
  candidates: z.array(candidate),
});

export const placedDeviceShape = z.object({
  id: z.uuid(),
  name: z.string(),
  fleet: z.string().nullable(),
  version: z.string().nullable(),
  placement: z.enum(placements),
  reason: z.string().nullable(),
  rolloutId: z.uuid().nullable(),
  lastSeenAt: time.nullable(),
});

export const incidentShape = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  plan: numbered.extend({ status: z.enum(planStatuses) }),
  product: named,
  summary: z.string(),
  cause: z.string(),
  actions: z.string(),
  written: z
    .object({ summary: z.string().nullable(), cause: z.string().nullable(), actions: z.string().nullable() })
    .describe("What people wrote; null in each part that is generated"),
  revision: z.int(),
  editedBy: actorShape.nullable(),
  editedAt: time.nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  whereabouts: whereabouts.nullable(),
  failed: z.array(z.object({ id: z.uuid(), name: z.string(), reason: z.string().nullable() })),
  issue: z
    .object({
      status: z.enum(issueStatuses).nullable().describe("Null: nobody asked for one"),
      url: z.string().nullable(),
      error: z.string().nullable().describe("What was in the way at the last try"),
      repository: z.string().nullable().describe("Where it would be opened; null where no place is named"),
    })
    .describe("Where it stands as an issue on GitHub"),
  timeline: z.array(
    z.object({
      seq: z.int(),
      at: time,
      text: z.string(),
      cause: z.string().nullable(),
      by: z.string().nullable(),
      href: z.string().nullable(),
    }),
  ),
  markdown: z.string().describe("All of it, to be kept elsewhere"),
});

export const incidentChartShape = z.object({
  from: time,
  to: time,
  points: z
    .array(z.object({ at: time, back: count, failed: count, rolledBack: count }))
    .describe("How many devices stood where from then on; rolledBack: those that took themselves back from it"),
  marks: z.array(z.object({ at: time, text: z.string(), tone: z.enum(tones) })),
});
