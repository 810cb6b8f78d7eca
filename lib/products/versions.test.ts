import { beforeAll, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { compareTwoVersions } from "#lib/products/compare-versions.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { ensureVersionForTag } from "#lib/products/ensure-version.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { getVersion } from "#lib/products/get-version.ts";
import { getLatestVersion } from "#lib/products/get-latest-version.ts";
import { importChangelog } from "#lib/products/import-changelog.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { readChangelog, toMarkdown } from "#lib/products/read-changelog.ts";
import { restoreVersion } from "#lib/products/restore-version.ts";
import { suggestNext } from "#lib/products/suggest-next-version.ts";
import { updateVersion } from "#lib/products/update-version.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const product = (ctx: TestContext) => createProduct(ctx, { slug: "app", name: "App", kind: "app" });

describeWithDatabase("Versions", (getCtx) => {
  let productId = "";
  beforeAll(async () => {
    productId = (await product(getCtx())).id;
  });

  it("keep the parts of SemVer apart and leave an event", async () => {
    const ctx = getCtx();
    const changelog = [{ type: "fixed", description: "A leak", breaking: false }];
    const made = await createVersion(ctx, {
      productId,
      version: "2.0.0-rc.1+build.7",
      changelog,
      releaseNotes: "Notes",
    });
    expect(made).toMatchObject({
      major: "2",
      minor: "0",
      patch: "0",
      prerelease: "rc.1",
      build: "build.7",
      isStable: false,
      changelog,
      releaseNotes: "Notes",
    });
    expect(await getVersion(ctx, { versionId: made.id })).toEqual(made);
    expect(await ctx.db.event.count({ where: { subjectId: made.id, type: "version_created", productId } })).toBe(1);
  });

  it("are listed by precedence and not by text, prereleases on demand", async () => {
    const ctx = getCtx();
    for (const version of ["1.9.0", "1.10.0", "99999999999999999999.0.0", "1.2.0"]) {
      await createVersion(ctx, { extensionId: "app", version });
    }
    const released = await listVersions(ctx, { extensionId: "app" });
    expect(released.items.map((item) => item.version)).toEqual([
      "99999999999999999999.0.0",
      "1.10.0",
      "1.9.0",
      "1.2.0",
    ]);

    const first = await listVersions(ctx, { productId, includePrerelease: "true", limit: "2" });
    const rest = await listVersions(ctx, { productId, includePrerelease: "true", cursor: first.nextCursor });
    expect(first.items.map((item) => item.version)).toEqual(["99999999999999999999.0.0", "2.0.0-rc.1+build.7"]);
    expect(rest.items.map((item) => item.version)).toEqual(["1.10.0", "1.9.0", "1.2.0"]);
    expect((await listVersions(ctx, { productId, q: "1.1" })).items.map(({ version }) => version)).toEqual(["1.10.0"]);
    expect(await getLatestVersion(ctx, { productId })).toMatchObject({ version: "99999999999999999999.0.0" });
  });

  it("are refused twice, without a product, and where they are no SemVer", async () => {
    const ctx = getCtx();
    await expect(createVersion(ctx, { productId, version: "1.9.0" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(createVersion(ctx, { version: "1.0.0" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(createVersion(ctx, { productId, version: "1.0" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(createVersion(ctx, { productId: "none", version: "1.0.0" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("are made by administrators only", async () => {
    const ctx = as(getCtx(), aUser("operator"));
    await expect(createVersion(ctx, { productId, version: "3.0.0" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("are compared as the contract says", () => {
    const ctx = as(getCtx(), aUser("viewer"));
    expect(compareTwoVersions(ctx, { version1: "1.0.0", version2: "2.0.0" })).toEqual({
      comparison: -1,
      newer: "2.0.0",
      difference: "major",
      breaking: true,
    });
    expect(compareTwoVersions(ctx, { version1: "1.0.0+a", version2: "1.0.0+b" })).toEqual({
      comparison: 0,
      newer: null,
      difference: null,
      breaking: false,
    });
    expect(() => compareTwoVersions(ctx, { version1: "1", version2: "2.0.0" })).toThrow(/SemVer/);
  });

  it("are made from tags, follow a moved tag, and leave other tags alone", async () => {
    const ctx = getCtx();
    const ensure = (tag: string, value: string | null) =>
      inTransaction(ctx, (tx) => ensureVersionForTag(ctx, tx, { productId, tag, digest: value }));
    const made = await ensure("v1.11.0", digest("a"));
    expect(made).toMatchObject({ version: "1.11.0" });
    expect(await ensure("1.11.0", digest("a"))).toEqual(made);
    expect(await ensure("1.11.0", null)).toEqual(made);
    expect(await ensure("1.11.0", digest("b"))).toEqual(made);
    expect(await ensure("latest", digest("a"))).toBeNull();

    const id = made?.id ?? "";
    expect(await getVersion(ctx, { versionId: id })).toMatchObject({ digest: digest("b") });
    const events = await ctx.db.event.findMany({ where: { subjectId: id }, orderBy: { seq: "asc" } });
    expect(events.map((event) => event.type)).toEqual(["version_created", "version_digest_changed"]);
  });
});

describeWithDatabase("What versions say of themselves", (getCtx) => {
  let productId = "";
  let versionId = "";
  beforeAll(async () => {
    productId = (await product(getCtx())).id;
    versionId = (await createVersion(getCtx(), { productId, version: "1.0.0" })).id;
  });

  it("can be mended, while what they are stays", async () => {
    const ctx = getCtx();
    const changelog = [{ type: "added", description: "A page", scope: "ui", breaking: true }];
    const compatibility = { platforms: ["linux"], requires: [{ name: "os", range: ">=2" }] };
    const change = { releaseNotes: "# Hello", changelog, isFloor: true, compatibility };
    expect(await updateVersion(ctx, { versionId, ...change })).toMatchObject(change);
    for (const [field, value] of [
      ["version", "1.0.1"],
      ["digest", digest("a")],
      ["releasedAt", "2026-01-01T00:00:00Z"],
    ]) {
      await expect(updateVersion(ctx, { versionId, [field!]: value })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { errors: [{ path: field, message: expect.stringMatching(/published|fact/) }] },
      });
    }
    const badRange = { requires: [{ name: "os", range: "about 2" }] };
    await expect(updateVersion(ctx, { versionId, compatibility: badRange })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const viewer = as(ctx, aUser("operator"));
    await expect(updateVersion(viewer, { versionId, releaseNotes: "" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await ctx.db.event.count({ where: { subjectId: versionId, type: "version_updated" } })).toBe(1);
  });

  it("are deprecated with a reason and a replacement of the same product, and restored", async () => {
    const ctx = getCtx();
    const next = await createVersion(ctx, { productId, version: "1.1.0" });
    const bad = async (replacement: string) =>
      expect(deprecateVersion(ctx, { versionId, reason: "It leaks.", replacement })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { errors: [{ path: "replacement" }] },
      });
    await bad("9.9.9");
    await bad("1.0.0");
    await expect(deprecateVersion(ctx, { versionId })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const deprecated = await deprecateVersion(ctx, { versionId, reason: "It leaks.", replacement: "1.1.0" });
    expect(deprecated).toMatchObject({
      isDeprecated: true,
      deprecation: { reason: "It leaks.", by: { kind: "system" } },
      replacement: { id: next.id, version: "1.1.0" },
    });
    await expect(
      deprecateVersion(ctx, { versionId: next.id, reason: "Round", replacement: "1.0.0" }),
    ).rejects.toMatchObject({ message: /deprecated itself/ });
    expect(await restoreVersion(ctx, { versionId })).toMatchObject({
      isDeprecated: false,
      deprecation: null,
      replacement: null,
    });
    expect(await restoreVersion(ctx, { versionId })).toMatchObject({ isDeprecated: false });
    expect(await ctx.db.event.count({ where: { subjectId: versionId, type: "version_restored" } })).toBe(1);
  });

  it("name the one before them: before a release the last release, before a prerelease whatever it was", async () => {
    const ctx = getCtx();
    await createVersion(ctx, { productId, version: "1.2.0-rc.1" });
    await createVersion(ctx, { productId, version: "1.2.0-rc.2" });
    await createVersion(ctx, { productId, version: "1.2.0" });
    const { items } = await listVersions(ctx, { productId, includePrerelease: "true" });
    expect(items.map(({ version, previousVersion }) => [version, previousVersion])).toEqual([
      ["1.2.0", "1.1.0"],
      ["1.2.0-rc.2", "1.2.0-rc.1"],
      ["1.2.0-rc.1", "1.1.0"],
      ["1.1.0", "1.0.0"],
      ["1.0.0", null],
    ]);
  });

  it("suggest the next one", async () => {
    const ctx = getCtx();
    const changelog = [{ type: "added", description: "A page" }];
    expect(await suggestNext(ctx, { productId, changelog })).toMatchObject({ latest: "1.2.0", version: "1.3.0" });
    expect(await suggestNext(ctx, { productId, bump: "prerelease", prereleaseName: "beta" })).toMatchObject({
      version: "1.2.1-beta.1",
    });
    await expect(suggestNext(ctx, { productId, bump: "release" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeWithDatabase("Changelogs", (getCtx) => {
  let productId = "";
  beforeAll(async () => {
    productId = (await product(getCtx())).id;
    const changelog = [{ type: "fixed", description: "A leak" }];
    for (const version of ["1.0.0", "1.1.0-rc.1", "1.1.0", "1.2.0"]) {
      await createVersion(getCtx(), { productId, version, changelog: version === "1.1.0" ? [] : changelog });
    }
  });

  it("are read over a range, after one version up to another", async () => {
    const ctx = getCtx();
    const versionsOf = async (query: Record<string, string>) =>
      (await readChangelog(ctx, { productId, ...query })).versions.map(({ version }) => version);
    expect(await versionsOf({})).toEqual(["1.2.0", "1.1.0", "1.0.0"]);
    expect(await versionsOf({ from: "1.0.0" })).toEqual(["1.2.0", "1.1.0"]);
    expect(await versionsOf({ from: "1.0.0", to: "1.1.0" })).toEqual(["1.1.0"]);
    expect(await versionsOf({ to: "1.1.0-rc.1" })).toEqual(["1.1.0-rc.1", "1.0.0"]);
    expect(await versionsOf({ from: "1.1.0", to: "1.1.0" })).toEqual([]);
    await expect(versionsOf({ from: "1.2.0", to: "1.0.0" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const markdown = toMarkdown(await readChangelog(ctx, { productId, to: "1.0.0" }, "https://slipway.example.com"));
    expect(markdown).toMatch(/^## \[1\.0\.0\] - \d{4}-\d\d-\d\d$/m);
    expect(markdown).toContain("[1.0.0]: https://slipway.example.com/products/app/versions/1.0.0");
  });

  it("are previewed without a trace, then taken over", async () => {
    const ctx = getCtx();
    const text = `# Changelog
## [Unreleased]
### Added
- Soon
## [1.2.0]
### Fixed
- Another leak
## [1.1.0]
Calm.
### Added
- A page
## [0.9.0] - 2025-12-01 [YANKED]
### Fixed
- Something
`;
    const input = { productId, format: "keepAChangelog", text, missing: "create" };
    const preview = await importChangelog(ctx, input);
    expect(preview).toMatchObject({
      applied: false,
      unreleased: [{ type: "added", description: "Soon" }],
      versions: [
        { version: "1.2.0", action: "skip", reason: "It has a changelog already." },
        { version: "1.1.0", action: "update" },
        { version: "0.9.0", action: "create" },
      ],
    });
    expect(await ctx.db.version.count({ where: { productId } })).toBe(4);

    const done = await importChangelog(ctx, { ...input, apply: true });
    const made = done.versions[2]!;
    expect(await getVersion(ctx, { versionId: made.versionId })).toMatchObject({
      isDeprecated: true,
      releasedAt: "2025-12-01T00:00:00.000Z",
      channels: [],
    });
    expect(await getVersion(ctx, { versionId: done.versions[1]!.versionId })).toMatchObject({
      releaseNotes: "Calm.",
      changelog: [{ type: "added", description: "A page" }],
    });
    const again = await importChangelog(ctx, { ...input, apply: true });
    expect(again.versions.map(({ action }) => action)).toEqual(["skip", "skip", "skip"]);
  });

  it("are made of commits for the version that is named", async () => {
    const ctx = getCtx();
    const input = { productId, format: "conventionalCommits", text: "feat: one\nci: two", version: "1.2.0" };
    const done = await importChangelog(ctx, { ...input, overwrite: true, apply: true });
    expect(done).toMatchObject({ unreleased: [], versions: [{ action: "update" }], leftOut: [{ header: "ci: two" }] });
    await expect(
      importChangelog(ctx, { ...input, text: "Nothing of this kind", version: undefined }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeOnPostgres("Versions from tags", (getCtx) => {
  it("are made once when many callers come at the same time", async () => {
    const ctx = getCtx();
    const { id: productId } = await product(ctx);
    const draft = { productId, tag: "1.0.0", digest: digest("c") };
    const made = await Promise.all(
      Array.from({ length: 10 }, () => inTransaction(ctx, (tx) => ensureVersionForTag(ctx, tx, draft))),
    );
    expect(new Set(made.map((version) => version?.id)).size).toBe(1);
    expect(await ctx.db.event.count({ where: { type: "version_created" } })).toBe(1);
  });
});
