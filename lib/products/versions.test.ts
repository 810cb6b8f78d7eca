import { beforeAll, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { compareTwoVersions } from "#lib/products/compare-versions.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { ensureVersionForTag } from "#lib/products/ensure-version.ts";
import { getVersion } from "#lib/products/get-version.ts";
import { getLatestVersion } from "#lib/products/get-latest-version.ts";
import { listVersions } from "#lib/products/list-versions.ts";
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
