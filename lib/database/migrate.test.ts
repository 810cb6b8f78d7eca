import { expect, it } from "vitest";
import { openInMemory } from "#lib/database/embedded.ts";
import { diffAgainstSchema, migrate } from "#lib/database/migrate.ts";
import { listPendingMigrations } from "#lib/database/migrations-folder.ts";

it("the migrations lead to the schema, and applying them twice does nothing", async () => {
  const handle = await openInMemory();
  expect(await diffAgainstSchema(handle)).toContain("empty migration");
  const names = await listPendingMigrations(handle);
  expect(names.length).toBeGreaterThan(0);
  expect(await migrate(handle)).toEqual(names);
  expect(await migrate(handle)).toEqual([]);
  expect(await listPendingMigrations(handle)).toEqual([]);
  await handle.close();
}, 120_000);
