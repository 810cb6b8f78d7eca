import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import type { Pool } from "pg";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { readMigrations } from "#lib/database/migrations-folder.ts";

/*
 * Prisma's schema engine as WebAssembly: the one way in which migrations are made and applied, on both databases.
 * It fills _prisma_migrations as the Prisma command line does.
 */

const NO_FILTER = { externalTables: [], externalEnums: [] };

/** Applies the migrations that are not yet applied, in order, and returns their names. Safe to run twice. */
export async function migrate(handle: DatabaseHandle, root: string = process.cwd()): Promise<string[]> {
  const migrationsList = await readMigrations(root);
  return withEngine(handle, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  });
}

/** Writes the SQL that leads from an empty database, with all migrations applied, to the schema in prisma/schema. */
export async function diffAgainstSchema(handle: DatabaseHandle, root: string = process.cwd()): Promise<string> {
  const schema = await readSchema(root);
  const migrations = await readMigrations(root);
  return withEngine(
    handle,
    async (engine) => {
      const { stdout } = await engine.diff({
        from: { tag: "migrations", ...migrations },
        to: { tag: "schemaDatamodel", ...schema },
        script: true,
        exitCode: null,
        filters: NO_FILTER,
      });
      return stdout ?? "";
    },
    schema,
  );
}

async function readSchema(root: string): Promise<SchemasContainer> {
  const folder = path.join(root, "prisma", "schema");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".prisma")).sort();
  const files = await Promise.all(
    names.map(async (name) => ({
      path: path.join(folder, name),
      content: await readFile(path.join(folder, name), "utf8"),
    })),
  );
  return { files };
}

/** The engine leaves its connections open, and a database with a connection cannot be copied or dropped. */
async function withEngine<Result>(
  handle: DatabaseHandle,
  work: (engine: SchemaEngine) => Promise<Result>,
  schema?: SchemasContainer,
): Promise<Result> {
  const { SchemaEngine: Engine } = await loadEngine();
  const connections: SqlDriverAdapter[] = [];
  const adapter = bindMigrationAwareSqlAdapterFactory(runningScriptsWhole(handle, connections));
  const datamodels = schema?.files.map((file): [string, string] => [file.path, file.content]);
  const ignoreLog = () => undefined;
  const engine = await Engine.new({ datamodels }, ignoreLog, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await Promise.all(connections.map((connection) => connection.dispose()));
  }
}

let loaded: Promise<typeof import("@prisma/schema-engine-wasm")> | undefined;

/** The package's own entry imports the .wasm file as a module, which Node cannot do: it is instantiated here instead. */
function loadEngine(): Promise<typeof import("@prisma/schema-engine-wasm")> {
  loaded ??= (async () => {
    const require = createRequire(import.meta.url);
    const bindingsPath = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bindings = (await import(bindingsPath)) as EngineBindings;
    const bytes = await readFile(path.join(path.dirname(bindingsPath), "schema_engine_bg.wasm"));
    // The engine reports panics through this registry of Prisma's command line.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: () => undefined } });
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": lettingGo(bindings) });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
    return bindings as unknown as typeof import("@prisma/schema-engine-wasm");
  })();
  return loaded;
}

/**
 * The engine limits its wait for the migration lock with a timer of ten seconds, which it never clears. Commands that
 * are done must not stay for it.
 */
function lettingGo(bindings: EngineBindings): WebAssembly.ModuleImports {
  const setTimer = (callback: () => void, millis: number) => setTimeout(callback, millis).unref();
  const imports = Object.entries(bindings);
  return Object.fromEntries(
    imports.map(([name, value]) => [name, name.startsWith("__wbg_setTimeout_") ? setTimer : value]),
  );
}

interface EngineBindings extends WebAssembly.ModuleImports {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/**
 * Runs migration scripts as a whole, in one implicit transaction. The adapters' own ways would not do: that of PGlite
 * does not wait for the end, which hides a failure, and that of pg cuts the text at every semicolon, also inside the
 * body of a function.
 */
function runningScriptsWhole(
  { pglite, adapterFactory }: DatabaseHandle,
  connections: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  const keep = (adapter: SqlDriverAdapter, run: (script: string) => Promise<unknown>) => {
    adapter.executeScript = async (script) => {
      await run(script);
    };
    connections.push(adapter);
    return adapter;
  };
  const keepPool = (adapter: SqlDriverAdapter) => {
    // The pg adapter's driver is its pool, which sends a text without parameters as it is.
    const pool = (adapter as SqlDriverAdapter & { underlyingDriver(): Pool }).underlyingDriver();
    return keep(adapter, (script) => pool.query(script));
  };
  return {
    provider: adapterFactory.provider,
    adapterName: adapterFactory.adapterName,
    connect: async () => {
      const adapter = await adapterFactory.connect();
      return pglite ? keep(adapter, (script) => pglite.exec(script)) : keepPool(adapter);
    },
    connectToShadowDb: async () => {
      if (!pglite) return keepPool(await adapterFactory.connectToShadowDb());
      const { PGlite: Shadow } = await import("@electric-sql/pglite");
      const shadow = await Shadow.create();
      const { PrismaPGlite } = await import("pglite-prisma-adapter");
      return keep(await new PrismaPGlite(shadow).connect(), (script) => shadow.exec(script));
    },
  };
}
