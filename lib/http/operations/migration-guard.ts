import { z } from "zod";
import {
  appliedShape,
  checkSummaryShape,
  databaseShape,
  migrationCheckShape,
  tableDependencyShape,
} from "#lib/http/migration-guard-shapes.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { checkMigration } from "#lib/migration-guard/check-migration.ts";
import { deleteDatabase } from "#lib/migration-guard/delete-database.ts";
import { checkFields, createDatabaseFields, updateDatabaseFields } from "#lib/migration-guard/input.ts";
import { getCheck, listChecks } from "#lib/migration-guard/list-checks.ts";
import { getDatabase, listDatabases, listTableDependencies } from "#lib/migration-guard/list-databases.ts";
import { createDatabase, updateDatabase } from "#lib/migration-guard/save-database.ts";
import { listAppliedMigrations, testDatabase } from "#lib/migration-guard/test-database.ts";

const tag = "Migration guard";
const OF_PRODUCT = "/api/v1/products/{productId}/databases";
const DATABASE = "/api/v1/databases/{databaseId}";

export const listProductDatabasesOperation = defineOperation({
  id: "listProductDatabases",
  method: "GET",
  path: OF_PRODUCT,
  tag,
  summary: "List the databases of a product that Slipway may read",
  auth: "user",
  response: z.object({ items: z.array(databaseShape) }),
  run: listDatabases,
});

export const createProductDatabaseOperation = defineOperation({
  id: "createProductDatabase",
  method: "POST",
  path: OF_PRODUCT,
  tag,
  summary: "Name a PostgreSQL database of a product",
  description:
    "It is read at once. One that cannot be reached now is kept, and `lastError` says why. Refused are addresses of " +
    "closed ranges (SLIPWAY_OUTBOUND_ALLOW opens them) and, without `allowWritable`, roles that may write.",
  auth: "user",
  body: createDatabaseFields,
  response: databaseShape,
  status: 201,
  creates: true,
  run: createDatabase,
});

export const getProductDatabaseOperation = defineOperation({
  id: "getProductDatabase",
  method: "GET",
  path: DATABASE,
  tag,
  summary: "Read what is known of a database; its connection string is never shown",
  auth: "user",
  response: databaseShape,
  run: getDatabase,
});

export const updateProductDatabaseOperation = defineOperation({
  id: "updateProductDatabase",
  method: "PATCH",
  path: DATABASE,
  tag,
  summary: "Change a database, and read it again",
  auth: "user",
  body: updateDatabaseFields,
  response: databaseShape,
  run: updateDatabase,
});

export const deleteProductDatabaseOperation = defineOperation({
  id: "deleteProductDatabase",
  method: "DELETE",
  path: DATABASE,
  tag,
  summary: "Forget a database and what was asked about it",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteDatabase,
});

export const testProductDatabaseOperation = defineOperation({
  id: "testProductDatabase",
  method: "POST",
  path: `${DATABASE}/test`,
  tag,
  summary: "Connect to a database, and read its catalogue anew",
  auth: "user",
  body: z.strictObject({}),
  response: databaseShape,
  run: testDatabase,
});

export const listTableDependenciesOperation = defineOperation({
  id: "listTableDependencies",
  method: "GET",
  path: `${DATABASE}/dependencies`,
  tag,
  summary: "List the foreign keys between the tables of a database, as last read",
  auth: "user",
  query: pageInput,
  response: pageOf(tableDependencyShape),
  run: listTableDependencies,
});

export const listAppliedMigrationsOperation = defineOperation({
  id: "listAppliedMigrations",
  method: "GET",
  path: `${DATABASE}/migrations`,
  tag,
  summary: "List the migrations that Prisma Migrate ran in a database, read from there now",
  auth: "user",
  response: appliedShape,
  run: listAppliedMigrations,
});

export const checkMigrationOperation = defineOperation({
  id: "checkMigration",
  method: "POST",
  path: `${DATABASE}/checks`,
  tag,
  summary: "Ask whether migrations may be undone",
  description:
    "Counts the rows that would be lost or left without a parent, and looks for deployments under way. Nothing is " +
    "undone, and nothing that is sent is run. Each question is kept with its answer, also when nobody could be asked.",
  auth: "user",
  body: checkFields,
  response: migrationCheckShape,
  status: 201,
  creates: true,
  run: checkMigration,
});

export const listMigrationChecksOperation = defineOperation({
  id: "listMigrationChecks",
  method: "GET",
  path: `${DATABASE}/checks`,
  tag,
  summary: "List what was asked about a database, the newest first",
  auth: "user",
  query: pageInput,
  response: pageOf(checkSummaryShape),
  run: listChecks,
});

export const getMigrationCheckOperation = defineOperation({
  id: "getMigrationCheck",
  method: "GET",
  path: `${DATABASE}/checks/{checkId}`,
  tag,
  summary: "Read an answer with its evidence",
  auth: "user",
  response: migrationCheckShape,
  run: getCheck,
});

export const migrationGuardOperations = [
  listProductDatabasesOperation,
  createProductDatabaseOperation,
  getProductDatabaseOperation,
  updateProductDatabaseOperation,
  deleteProductDatabaseOperation,
  testProductDatabaseOperation,
  listTableDependenciesOperation,
  listAppliedMigrationsOperation,
  checkMigrationOperation,
  listMigrationChecksOperation,
  getMigrationCheckOperation,
];
