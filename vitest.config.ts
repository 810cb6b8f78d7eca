import { defineConfig } from "vitest/config";

/** Tests of what is true: no database, no server, run in seconds. Everything else may use both databases. */
const unit = ["lib/*/rules/**/*.test.ts", "lib/kernel/**/*.test.ts", "components/**/*.test.{ts,tsx}"];

export default defineConfig({
  test: {
    // Slow shared machines are the usual place where tests run; a limit is there to end what hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Files share a worker's modules and its one PGlite: starting both anew for each file took most of the time.
    isolate: false,
    pool: "forks",
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      { extends: true, test: { name: "unit", include: unit } },
      {
        extends: true,
        test: {
          name: "database",
          include: ["lib/**/*.test.ts", "*.test.ts", "app/**/*.test.ts", "bin/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: unit,
          globalSetup: ["lib/testing/global-setup.ts"],
        },
      },
    ],
  },
});
