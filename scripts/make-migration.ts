// Writes the next migration from the difference between prisma/migrations and prisma/schema.
// Run after changing the schema: node scripts/make-migration.ts <what_it_does>. Then read the SQL and add what Prisma
// cannot say (triggers, partial indexes, views).
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openInMemory } from "#lib/database/embedded.ts";
import { diffAgainstSchema } from "#lib/database/migrate.ts";

const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write("Name the migration in snake_case: node scripts/make-migration.ts add_device_groups\n");
  process.exit(2);
}
const handle = await openInMemory();
const sql = await diffAgainstSchema(handle);
await handle.close();
if (sql.trim() === "" || sql.includes("This is an empty migration")) {
  process.stdout.write("The schema and the migrations agree: nothing to write.\n");
} else {
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = path.join("prisma", "migrations", `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), sql);
  process.stdout.write(`${folder}/migration.sql\n`);
}
