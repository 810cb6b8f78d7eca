import { z } from "zod";
import { actorShape } from "#lib/http/shapes.ts";
import { deleteActions } from "#lib/migration-guard/rules/catalog.ts";
import { effectKinds } from "#lib/migration-guard/rules/effects.ts";
import { stepKinds } from "#lib/migration-guard/rules/steps.ts";
import { countBases, verdicts } from "#lib/migration-guard/rules/verdict.ts";
import { outcomes } from "#lib/migration-guard/view.ts";

const time = z.string().describe("RFC 3339, UTC");
const count = z.int().min(0);
const texts = z.array(z.string());

const access = z.object({
  version: z.string().describe("Of the server"),
  mayWrite: z.boolean(),
  because: texts.describe("By what the role may write"),
});

export const databaseShape = z.object({
  id: z.uuid(),
  product: z.object({ id: z.uuid(), slug: z.string() }),
  name: z.string(),
  address: z.string().describe("Host, port and database"),
  schemas: texts,
  allowWritable: z.boolean(),
  access: access.nullable().describe("Null as long as it was never read"),
  checkedAt: time.nullable(),
  lastError: z.string().nullable().describe("Why it could not be read the last time; null where it could"),
  foreignKeys: count,
  createdAt: time,
  createdBy: actorShape,
});

export const tableDependencyShape = z.object({
  constraint: z.string(),
  table: z.string().describe("schema.table, quoted where SQL would"),
  columns: texts,
  referencedTable: z.string(),
  referencedColumns: texts,
  onDelete: z.enum(deleteActions),
  readAt: time,
});

export const appliedShape = z.object({
  table: z.string().nullable().describe("Null where there is no list of Prisma Migrate's that may be read"),
  items: z.array(z.object({ name: z.string(), appliedAt: z.string() })),
});

const checkFields = {
  id: z.uuid(),
  databaseId: z.uuid(),
  planId: z.uuid().nullable().describe("The rollback plan that asked; null for a person or program"),
  versionId: z.uuid().nullable().describe("The version that brought the migrations"),
  migration: z.string(),
  verdict: z.enum(verdicts),
  outcome: z.enum(outcomes).describe("allowed: go on; refused: not without force; unreachable: nobody knows"),
  isDestructive: z.boolean(),
  isForced: z.boolean(),
  forceReason: z.string().nullable(),
  summary: z.string(),
  orphans: count.describe("Rows that would be left without a parent"),
  rowsLost: count,
  valuesLost: count,
  by: actorShape,
  at: time,
};

export const checkSummaryShape = z.object(checkFields);

const finding = z.object({
  kind: z.enum(effectKinds),
  table: z.string(),
  column: z.string().optional(),
  constraint: z.string().optional(),
  columns: texts.optional().describe("Those that name the parent"),
  parent: z.string().optional(),
  count: z.object({
    rows: count,
    basis: z.enum(countBases).describe("exact; atLeast, where counting ended; estimate of the planner's; unknown"),
    because: z.string().optional().describe("Why it is not exact"),
  }),
  isAtMost: z.boolean(),
  sample: texts.describe("Keys of some of the rows, masked"),
});

const step = z.object({
  kind: z.enum(stepKinds),
  schema: z.string().nullable(),
  table: z.string().optional(),
  column: z.string().optional(),
});

export const migrationCheckShape = z.object({
  ...checkFields,
  migrations: texts,
  steps: z.array(step).describe("What undoing them would do"),
  reasons: z.array(z.object({ verdict: z.enum(verdicts), text: z.string() })),
  active: z.array(
    z.object({
      kind: z.enum(["deployment", "rollout"]),
      id: z.uuid(),
      number: z.int(),
      version: z.string(),
      status: z.string(),
    }),
  ),
  found: z
    .object({
      effects: z.array(finding),
      more: count.describe("How many effects are not kept"),
      missing: texts,
      ambiguous: texts,
      cautions: texts,
      unread: texts,
      history: z.object({ table: z.string(), notApplied: texts, later: count }).nullable(),
      access,
    })
    .nullable()
    .describe("Null where the database could not be read"),
});
