import { describe, expect, it } from "vitest";
import { areaOf, folderOf, isConfiguration, isMigration, spreadOf } from "#lib/risk/rules/paths.ts";
import { redact } from "#lib/risk/rules/redact.ts";
import { firstShareOf, hasCheck } from "#lib/risk/rules/exposure.ts";

describe("a path", () => {
  it.each([
    ["prisma/migrations/2026_add/migration.sql", true],
    ["db/migrate/20260101120000_add_orders.rb", true],
    ["src/main/resources/db/migration/V2__orders.sql", true],
    ["V1.2__orders.sql", true],
    ["20260101_orders.sql", true],
    ["migrations/README.md", false],
    ["src/migration.ts", false],
    ["query.sql", false],
  ])("%s is a migration: %s", (path, expected) => expect(isMigration(path)).toBe(expected));

  it.each([
    ["config/app.yml", true],
    [".env.production", true],
    ["src/appsettings.Production.json", true],
    ["deploy/values.yaml", true],
    ["package.json", false],
    ["config/loader.ts", false],
    ["config/openapi.yaml", false],
    ["config/migrations/1.yml", false],
  ])("%s is configuration: %s", (path, expected) => expect(isConfiguration(path)).toBe(expected));

  it("lies in a folder and in an area", () => {
    expect(["a", "a/b", "a/b/c"].map((path) => [folderOf(path), areaOf(path)])).toEqual([
      ["", ""],
      ["a", "a"],
      ["a/b", "a"],
    ]);
  });

  it("is one of several over which lines are spread", () => {
    expect([[], [0, 0], [9], [5, 5], [1, 1, 1, 1]].map(spreadOf)).toEqual([0, 0, 0, 1, 2]);
  });
});

describe("what leaves the house", () => {
  it.each([
    ["postgres://app:hunter22@db/x", "postgres://[removed]@db/x"],
    ["it said: Authorization: Bearer abc.def.ghi", "Bearer abc"],
    ["PASSWORD=correct-horse", "correct-horse"],
    ['{"api_key": "k-123"}', "k-123"],
    ["mail to ann@example.com", "ann@example.com"],
    ["ghp_abcdefABCDEF0123456789 leaked", "ghp_abcdef"],
    ["AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGH"],
    ["eyJhbGciOi.eyJzdWIi.c2ln", "eyJhbGciOi"],
    ["-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "MIIE"],
    ["digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d081884c7d65"],
  ])("of %s is clean", (text, secret) => {
    expect(redact(text)).toContain("[removed]");
    if (!secret.includes("[removed]")) expect(redact(text)).not.toContain(secret);
  });

  it("keeps what says nothing secret", () => {
    const text = "12 files in 3 folders, 40 lines added and 10 removed. Release 1.2.0 failed on Tuesday.";
    expect(redact(text)).toBe(text);
  });
});

describe("the steps of a plan", () => {
  const stage = (kind: string, config: object = {}, skippedBecause: string | null = null) =>
    ({ kind, config, skippedBecause }) as never;
  it.each([
    ["a canary", [stage("wait"), stage("canary", { batches: [5, 100] })], 0.05],
    ["all at once", [stage("rollout", { batches: [100] })], 1],
    ["one color of two", [stage("blueGreen", { batches: [100] })], 0.5],
    ["four regions", [stage("regions", { batches: [50, 100], regions: [1, 2, 3, 4] })], 0.125],
    ["a canary that is left out", [stage("canary", { batches: [5] }, "off"), stage("rollout", { batches: [100] })], 1],
    ["no devices", [stage("migration")], 0],
    ["a plan that cannot be read", [stage("rollout", { batches: "all" })], null],
  ])("of %s reach at first", (_title, stages, share) => expect(firstShareOf(stages)).toBe(share));

  it("check something, or nothing", () => {
    const metrics = [{ name: "errors" }];
    expect(hasCheck([stage("rollout"), stage("smokeTest")])).toBe(true);
    expect(hasCheck([stage("canary", { metrics })])).toBe(true);
    expect(hasCheck([stage("canary", { metrics: [] }), stage("loadTest", {}, "off")])).toBe(false);
  });
});
