import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";

const NAME_MAX = 63;
/** Beyond the longest first migration of a large schema; reading so much takes a moment, and everybody waits for it. */
const SQL_MAX = 300_000;
export const STEPS_MAX = 2_000;

const identifier = z
  .string()
  .min(1)
  .max(NAME_MAX * 4)
  .refine((text) => !text.includes("\0"), { error: "A name holds no zero byte." });
const name = z.string().trim().min(1).max(100);
const connection = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .describe(
    "postgres://user:password@host:port/database; ?sslmode=verify-full (unless said), require or disable. Kept sealed, never shown.",
  );
const schemas = z
  .array(identifier)
  .max(50)
  .describe("Where tables without a schema are looked up, in this order; empty: public, then the only one there is.");
const allowWritable = z
  .boolean()
  .describe("Take a role that may write, too. It is not asked to, and every answer says so.");

export const listDatabasesInput = z.strictObject({ productId: z.string().min(1).max(100) });
export const createDatabaseFields = z.strictObject({
  ...{ name, connection },
  schemas: schemas.default([]),
  allowWritable: allowWritable.default(false),
});
export const createDatabaseInput = listDatabasesInput.extend(createDatabaseFields.shape);

export const databaseInput = z.strictObject({ databaseId: z.uuid() });
export const updateDatabaseFields = z.strictObject({
  name: name.optional(),
  connection: connection.optional(),
  schemas: schemas.optional(),
  allowWritable: allowWritable.optional(),
});
export const updateDatabaseInput = databaseInput.extend(updateDatabaseFields.shape);

const place = { schema: identifier.nullable().default(null), table: identifier };
const step = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dropTable"), ...place }),
  z.strictObject({ kind: z.literal("dropColumn"), ...place, column: identifier }),
  z.strictObject({ kind: z.literal("dropSchema"), schema: identifier }),
  z.strictObject({ kind: z.literal("deleteRows"), ...place }),
  z.strictObject({ kind: z.literal("setNotNull"), ...place, column: identifier }),
]);

export const checkFields = z.strictObject({
  migrations: z
    .array(z.string().trim().min(1).max(255))
    .min(1, "Name at least one migration.")
    .max(50)
    .describe("What they are called where they come from; several are undone together."),
  steps: z.array(step).min(1).max(STEPS_MAX).optional().describe("What undoing them does."),
  sql: z
    .string()
    .min(1)
    .max(SQL_MAX)
    .optional()
    .describe(
      "Instead: the migrations as SQL, one behind the other. What they make would be dropped. It is read, and never run.",
    ),
  downSql: z
    .string()
    .min(1)
    .max(SQL_MAX)
    .optional()
    .describe("Instead: the script that undoes them. It is read, and never run."),
  version: z
    .string()
    .max(200)
    .optional()
    .describe("The version that brought them, by number or id. Rollbacks that do not pass it are not concerned."),
  force: z
    .strictObject({ reason: z.string().trim().min(1).max(2_000) })
    .optional()
    .describe("Undo them although something is lost. It is kept with the answer."),
});
export const checkInput = databaseInput
  .extend(checkFields.shape)
  .refine(({ steps, sql, downSql }) => [steps, sql, downSql].filter((given) => given !== undefined).length === 1, {
    path: ["steps"],
    error: "Give one of steps, sql and downSql.",
  });

export const listChecksInput = databaseInput.extend(pageInput.shape);
export const checkIdInput = databaseInput.extend({ checkId: z.uuid() });
export const listTableDependenciesInput = databaseInput.extend(pageInput.shape);
