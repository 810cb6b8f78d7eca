// The CLI wants to download a schema engine. Generating the client needs none, and migrations use the engine's
// WebAssembly build (lib/database/migrate.ts), so any existing file satisfies the check and nothing is fetched.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default {
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
};
