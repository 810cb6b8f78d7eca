import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { createRegion } from "#lib/cdn/create-region.ts";
import { deleteRegion } from "#lib/cdn/delete-region.ts";
import { distributeFiles } from "#lib/cdn/distribute-files.ts";
import { findDistribution } from "#lib/cdn/find-distribution.ts";
import { getInvalidation, listInvalidations } from "#lib/cdn/find-invalidations.ts";
import { getRegion, listRegions } from "#lib/cdn/find-regions.ts";
import { followEnvironment } from "#lib/cdn/follow-environment.ts";
import { invalidateFile, invalidatePaths } from "#lib/cdn/invalidate.ts";
import { keepCdnHouse } from "#lib/cdn/keep-house.ts";
import { retryInvalidation } from "#lib/cdn/retry-invalidation.ts";
import { ATTEMPTS_MAX } from "#lib/cdn/rules/retry.ts";
import { testRegion } from "#lib/cdn/test-region.ts";
import { CacheStub } from "#lib/cdn/testing/cache-stub.ts";
import { updateRegion } from "#lib/cdn/update-region.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { aToken, as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const cache = new CacheStub();
beforeAll(() => cache.start());
afterAll(() => cache.stop());
beforeEach(() => cache.reset());

/** A product with versions and files, as an upload leaves them, and the cache's server has them too. */
class Shelf {
  readonly #ctx: TestContext;
  readonly productId: string;

  private constructor(ctx: TestContext, productId: string) {
    this.#ctx = ctx;
    this.productId = productId;
  }

  static async make(ctx: TestContext, { isPrivate = false } = {}): Promise<Shelf> {
    const slug = `p-${randomUUID()}`;
    const { id } = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware", isPrivate } });
    return new Shelf(ctx, id);
  }

  async addFile(fileName = "app.bin"): Promise<{ id: string; path: string }> {
    const hash = sha256(randomUUID()).toString("hex");
    const version = await this.#ctx.db.version.create({
      data: {
        productId: this.productId,
        version: `1.0.${Math.floor(Math.random() * 1e9)}`,
        ...{ major: "1", minor: "0", patch: "0", precedenceKey: randomUUID(), isStable: true, releasedBy: {} },
      },
    });
    const { id } = await this.#ctx.db.file.create({
      data: {
        versionId: version.id,
        ...{ fileName, filePath: hash, fileSize: 7n, mimeType: "application/octet-stream" },
        ...{ sha256: hash, sha1: "", md5: "", uploadedBy: {} },
      },
    });
    const path = fileAddress({ sha256: hash, fileName });
    cache.files.set(path, "content");
    return { id, path };
  }
}

const aRegion = async (ctx: TestContext, more: Record<string, unknown> = {}) => {
  const name = `r-${randomUUID().slice(0, 8)}`;
  await createRegion(ctx, { name, provider: "varnish", baseUrl: cache.url, ...more });
  return name;
};

const placeIn = async (ctx: TestContext, fileId: string, region: string) =>
  (await findDistribution(ctx, { fileId })).items.find((place) => place.region === region);

describeWithDatabase("Regions of a CDN", (getCtx) => {
  it("keep their keys sealed and never show them", async () => {
    const ctx = getCtx();
    const name = await aRegion(ctx, { provider: "cloudflare", zoneId: "zone-1", apiKey: "very-secret" });
    const shown = await getRegion(ctx, { region: name });
    expect(shown).toMatchObject({
      provider: "cloudflare",
      zoneId: "zone-1",
      hasApiKey: true,
      enabled: true,
      isOrigin: false,
    });
    await updateRegion(ctx, { region: name, zoneId: "zone-2" });
    expect(await getRegion(ctx, { region: name })).toMatchObject({ zoneId: "zone-2", hasApiKey: true });
    const everything = JSON.stringify([
      shown,
      await ctx.db.cdnRegion.findMany(),
      (await ctx.db.event.findMany()).map(({ data }) => data),
    ]);
    expect(everything).not.toContain("very-secret");
    // A key of one provider is not handed to another.
    expect(await updateRegion(ctx, { region: name, provider: "varnish" })).toMatchObject({
      zoneId: null,
      hasApiKey: false,
    });
    await deleteRegion(ctx, { region: name });
    await expect(getRegion(ctx, { region: name })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const events = await ctx.db.event.findMany({ where: { subjectId: name }, orderBy: { seq: "asc" } });
    expect(events.map(({ type }) => type)).toEqual([
      ...Array<string>(3).fill("cdn_region_saved"),
      "cdn_region_deleted",
    ]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ name: "EU" }, "name"],
    [{ name: "origin" }, "name"],
    [{ provider: "akamai" }, "provider"],
    [{ baseUrl: "cdn.example.com" }, "baseUrl"],
    [{ baseUrl: "https://u:p@cdn.example.com" }, "baseUrl"],
    [{ purgeUrl: "ftp://a" }, "purgeUrl"],
    [{ provider: "cloudflare", zoneId: "z" }, "apiKey"],
    [{ provider: "cloudflare", apiKey: "k" }, "zoneId"],
    [{ provider: "cloudFront" }, "distributionId"],
    [{ provider: "cloudFront", distributionId: "E1", apiKey: "half" }, "apiKey"],
    [{ apiKey: "a\nb" }, "apiKey"],
    [{ color: "red" }, "color"],
  ])("%j is refused", async (input, path) => {
    const draft = { name: "eu", provider: "varnish", baseUrl: "https://cdn.example.com", ...input };
    await expect(createRegion(getCtx(), draft)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [expect.objectContaining({ path })] },
    });
  });

  it("exist once for a name, also when two make them at once", async () => {
    const ctx = getCtx();
    const make = () => createRegion(ctx, { name: "twice", provider: "builtIn", baseUrl: "https://a.example/" });
    const outcomes = await Promise.allSettled([make(), make()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await getRegion(ctx, { region: "twice" })).baseUrl).toBe("https://a.example");
    await deleteRegion(ctx, { region: "twice" });
  });

  it("are listed behind this server itself, page by page", async () => {
    const ctx = { ...getCtx(), config: { ...getCtx().config, publicUrl: "https://slipway.example" } };
    const names = [await aRegion(ctx), await aRegion(ctx)].sort();
    const first = await listRegions(ctx, { limit: "1" });
    expect(first.items.map(({ name }) => name)).toEqual(["origin", names[0]]);
    expect(first.items[0]).toMatchObject({ isOrigin: true, baseUrl: "https://slipway.example" });
    const rest = await listRegions(ctx, { cursor: first.nextCursor });
    expect(rest.items.map(({ name }) => name)).toEqual([names[1]]);
    for (const region of names) await deleteRegion(ctx, { region });
  });

  it("are changed by administrators, and seen by everybody who is signed in", async () => {
    const ctx = getCtx();
    const operator = as(ctx, aUser("operator"));
    await expect(createRegion(operator, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(testRegion(operator, { region: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listRegions(as(ctx, aUser("viewer")), {})).resolves.toBeDefined();
    await expect(listRegions(as(ctx, aToken("devices:read")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(invalidatePaths(as(ctx, aUser("viewer")), { paths: ["/a"] })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  describe("of the environment", () => {
    const from = (ctx: TestContext, env: Record<string, string>): TestContext => ({
      ...ctx,
      config: { ...ctx.config, cdn: loadConfig(env).cdn },
    });

    it("follow it, and are only switched on and off here", async () => {
      const ctx = from(getCtx(), { CDN_PROVIDER: "varnish", CDN_BASE_URL: `${cache.url}/`, CDN_API_KEY: "from-env" });
      await followEnvironment(ctx);
      await followEnvironment(ctx);
      expect(await getRegion(ctx, { region: "default" })).toMatchObject({
        provider: "varnish",
        baseUrl: cache.url,
        hasApiKey: true,
        isFromEnvironment: true,
      });
      expect((await ctx.db.cdnRegion.findUniqueOrThrow({ where: { name: "default" } })).secrets).toBeNull();
      await expect(updateRegion(ctx, { region: "default", baseUrl: "https://b" })).rejects.toMatchObject({
        code: "WRONG_STATE",
      });
      await expect(deleteRegion(ctx, { region: "default" })).rejects.toMatchObject({ code: "WRONG_STATE" });
      expect(await updateRegion(ctx, { region: "default", enabled: false })).toMatchObject({ enabled: false });
      const moved = from(getCtx(), { CDN_PROVIDER: "nginx", CDN_BASE_URL: "https://b.example" });
      await followEnvironment(moved);
      expect(await getRegion(moved, { region: "default" })).toMatchObject({ provider: "nginx", enabled: false });
      await deleteRegion(getCtx(), { region: "default" });
    });

    it("that is this server itself has the address that it says", async () => {
      const ctx = from(getCtx(), { CDN_BASE_URL: "https://files.example.com" });
      await followEnvironment(ctx);
      expect(await getRegion(ctx, { region: "origin" })).toMatchObject({ baseUrl: "https://files.example.com" });
    });

    it.each([
      [{ CDN_PROVIDER: "akamai" }, "CDN_PROVIDER"],
      [{ CDN_PROVIDER: "varnish" }, "CDN_BASE_URL"],
      [{ CDN_PROVIDER: "cloudflare", CDN_BASE_URL: "https://a" }, "CDN_ZONE_ID"],
      [{ CDN_PROVIDER: "cloudfront", CDN_BASE_URL: "https://a" }, "CDN_DISTRIBUTION_ID"],
      [{ CDN_BASE_URL: "cdn" }, "CDN_BASE_URL"],
      [{ CDN_ACCESS_LOGS: "/var/log/a" }, "CDN_ACCESS_LOGS"],
    ])("%j stops the start and names %s", (env, name) => expect(() => loadConfig(env)).toThrow(name));
  });

  describe("that are tested", () => {
    it("lead here, keep and forget", async () => {
      const ctx = getCtx();
      const region = await aRegion(ctx);
      const test = await testRegion(ctx, { region });
      expect(test.ok).toBe(true);
      expect(test.steps).toMatchObject([
        { step: "reach", ok: true, cache: "miss" },
        { step: "cache", ok: true, cache: "hit" },
        { step: "purge", ok: true, cache: "miss" },
      ]);
      expect(await getRegion(ctx, { region })).toMatchObject({ lastError: null, checkedAt: expect.any(String) });
      await deleteRegion(ctx, { region });
    });

    it.each([
      ["do not forget", "purge", () => (cache.isDeaf = true)],
      ["keep nothing", "cache", () => (cache.isForgetful = true)],
      ["are broken", "reach", () => (cache.failure = 502)],
    ])("and %s say so", async (_case, step, spoil) => {
      const ctx = getCtx();
      const region = await aRegion(ctx);
      spoil();
      const test = await testRegion(ctx, { region });
      expect(test.ok).toBe(false);
      expect(test.steps.find(({ ok }) => ok === false)?.step).toBe(step);
      expect((await getRegion(ctx, { region })).lastError).toBe(test.message);
      await deleteRegion(ctx, { region });
    });

    it("and cannot be reached say so", async () => {
      const ctx = getCtx();
      const region = await aRegion(ctx, { baseUrl: "http://127.0.0.1:9" });
      expect(await testRegion(ctx, { region })).toMatchObject({ ok: false, message: "The connection was refused." });
      await deleteRegion(ctx, { region });
    });

    it("and are this server at another address have nothing to forget", async () => {
      const ctx = getCtx();
      const region = await aRegion(ctx, { provider: "builtIn" });
      expect(await testRegion(ctx, { region })).toMatchObject({
        ok: true,
        steps: [{ ok: true }, { ok: null }, { ok: null }],
      });
      await deleteRegion(ctx, { region });
    });
  });
});

describeWithDatabase("Files in the regions of a CDN", (getCtx) => {
  let ctx: TestContext;
  let region: string;
  let shelf: Shelf;

  beforeEach(async () => {
    ctx = getCtx();
    await ctx.db.file.deleteMany();
    await ctx.db.cdnRegion.deleteMany();
    region = await aRegion(ctx);
    shelf = await Shelf.make(ctx);
  });

  const stateOf = async (fileId: string) => (await placeIn(ctx, fileId, region))?.state;

  it("are brought there, and found where they are", async () => {
    const { id: fileId, path } = await shelf.addFile();
    expect(await stateOf(fileId)).toBe("pending");
    expect(await distributeFiles(ctx)).toBeNull();
    expect(await findDistribution(ctx, { fileId })).toMatchObject({
      isPublic: true,
      items: [
        { region: "origin", state: "distributed", url: path, isOrigin: true },
        { region, state: "distributed", url: `${cache.url}${path}`, error: null, isOn: true },
      ],
    });
    expect(cache.has(path)).toBe(true);
    expect((await getRegion(ctx, { region })).files.distributed).toBe(1);
  });

  it("are forgotten and fetched anew when they are invalidated", async () => {
    const { id: fileId, path } = await shelf.addFile();
    await distributeFiles(ctx);
    const { items } = await invalidateFile(ctx, { fileId });
    expect(items).toMatchObject([{ region, fileId, paths: [path], state: "pending", attempts: 0 }]);
    expect(await stateOf(fileId)).toBe("invalidating");
    cache.files.set(path, "changed");
    await distributeFiles(ctx);
    expect(cache.purged).toEqual([path]);
    expect(await stateOf(fileId)).toBe("distributed");
    const invalidationId = items[0]?.id ?? "";
    expect(await getInvalidation(ctx, { invalidationId })).toMatchObject({
      state: "done",
      attempts: 1,
      doneAt: expect.any(String),
    });
    const types = (await ctx.db.event.findMany({ where: { subjectId: region }, orderBy: { seq: "asc" } })).map(
      ({ type }) => type,
    );
    expect(types).toEqual(["cdn_region_saved", "cdn_invalidation_requested", "cdn_invalidation_completed"]);
  });

  it("stay distributed where other paths are forgotten on their account", async () => {
    const { id: fileId } = await shelf.addFile();
    await distributeFiles(ctx);
    await invalidateFile(ctx, { fileId, paths: ["/feeds/latest.yml", "/feeds/latest-mac.yml", "/feeds/latest.yml"] });
    expect(await stateOf(fileId)).toBe("distributed");
    await distributeFiles(ctx);
    expect(cache.purged).toEqual(["/feeds/latest.yml", "/feeds/latest-mac.yml"]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ paths: [] }, "INVALID_INPUT"],
    [{ paths: ["files"] }, "INVALID_INPUT"],
    [{ paths: ["/a#b"] }, "INVALID_INPUT"],
    [{ regions: ["nowhere"] }, "INVALID_INPUT"],
    [{ regions: [] }, "INVALID_INPUT"],
    [{ fileId: randomUUID() }, "NOT_FOUND"],
    [{ fileId: "x" }, "INVALID_INPUT"],
  ])("are not invalidated by %j", async (input, code) => {
    const { id: fileId } = await shelf.addFile();
    await expect(invalidateFile(ctx, { fileId, ...input })).rejects.toMatchObject({ code });
  });

  it("are not invalidated in a region that is off, and not brought there", async () => {
    await updateRegion(ctx, { region, enabled: false });
    const { id: fileId } = await shelf.addFile();
    await distributeFiles(ctx);
    expect(await placeIn(ctx, fileId, region)).toBeUndefined();
    expect(await invalidateFile(ctx, { fileId })).toEqual({ items: [] });
    await expect(invalidateFile(ctx, { fileId, regions: [region] })).rejects.toMatchObject({ code: "WRONG_STATE" });
    await updateRegion(ctx, { region, enabled: true });
    await distributeFiles(ctx);
    expect(await stateOf(fileId)).toBe("distributed");
  });

  it("are taken out of every cache when they are deleted, and it can be looked up", async () => {
    const { id: fileId, path } = await shelf.addFile();
    await distributeFiles(ctx);
    cache.files.delete(path);
    await ctx.db.file.delete({ where: { id: fileId } });
    expect(await findDistribution(ctx, { fileId })).toMatchObject({ items: [{ region, state: "removing" }] });
    await distributeFiles(ctx);
    expect(cache.has(path)).toBe(false);
    expect(await stateOf(fileId)).toBe("removed");
    expect((await listInvalidations(ctx, { fileId })).items).toMatchObject([
      { state: "done", requestedBy: { name: "deletion" } },
    ]);
    ctx.clock.set(new Date(Date.now() + 40 * 86_400_000));
    await keepCdnHouse(ctx);
    await expect(findDistribution(ctx, { fileId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of a private product stay here; one that becomes private is taken back, and brought again when it is public", async () => {
    const secret = await Shelf.make(ctx, { isPrivate: true });
    const { id: secretId } = await secret.addFile();
    const { id: fileId, path } = await shelf.addFile();
    await distributeFiles(ctx);
    expect(await findDistribution(ctx, { fileId: secretId })).toMatchObject({
      isPublic: false,
      items: [{ region: "origin" }],
    });
    await ctx.db.product.update({ where: { id: shelf.productId }, data: { isPrivate: true } });
    await distributeFiles(ctx);
    expect(cache.has(path)).toBe(false);
    expect(await stateOf(fileId)).toBe("removed");
    await ctx.db.product.update({ where: { id: shelf.productId }, data: { isPrivate: false } });
    await distributeFiles(ctx);
    expect(await stateOf(fileId)).toBe("distributed");
  });

  it("are taken back when their time is over", async () => {
    const { id: fileId, path } = await shelf.addFile();
    const expiresAt = new Date(ctx.clock.now().getTime() + 3_600_000);
    await ctx.db.file.update({ where: { id: fileId }, data: { expiresAt } });
    await distributeFiles(ctx);
    expect(await stateOf(fileId)).toBe("distributed");
    ctx.clock.set(expiresAt);
    await distributeFiles(ctx);
    expect(cache.has(path)).toBe(false);
    expect(await stateOf(fileId)).toBe("removed");
  });

  it("are brought to a new address when their region moves", async () => {
    const { id: fileId } = await shelf.addFile();
    await distributeFiles(ctx);
    await updateRegion(ctx, { region, baseUrl: `${cache.url}/below` });
    expect(await placeIn(ctx, fileId, region)).toMatchObject({
      state: "pending",
      url: expect.stringContaining("/below/files/"),
    });
  });

  it("that a cache does not hand out are tried again with pauses, and given up", async () => {
    const { id: fileId, path } = await shelf.addFile();
    cache.files.delete(path);
    const next = await distributeFiles(ctx);
    expect(next?.getTime()).toBeGreaterThan(ctx.clock.now().getTime());
    expect(await placeIn(ctx, fileId, region)).toMatchObject({
      state: "pending",
      attempts: 1,
      error: expect.stringContaining("404"),
    });
    await distributeFiles(ctx);
    expect((await placeIn(ctx, fileId, region))?.attempts).toBe(1);
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      ctx.clock.advance({ hours: 2 });
      await distributeFiles(ctx);
    }
    expect(await placeIn(ctx, fileId, region)).toMatchObject({ state: "failed", attempts: ATTEMPTS_MAX });
    expect(await ctx.db.event.count({ where: { type: "cdn_distribution_failed", subjectId: region } })).toBe(1);
    cache.files.set(path, "content");
    await invalidateFile(ctx, { fileId });
    await distributeFiles(ctx);
    expect(await stateOf(fileId)).toBe("distributed");
  });

  it("of another length than they should have are not distributed", async () => {
    const { id: fileId, path } = await shelf.addFile();
    cache.files.set(path, "another content");
    await distributeFiles(ctx);
    expect(await placeIn(ctx, fileId, region)).toMatchObject({
      state: "pending",
      error: expect.stringContaining("15 bytes"),
    });
  });

  it("that a cache does not forget are tried again, and given up where trying is no use", async () => {
    const { id: fileId } = await shelf.addFile();
    await distributeFiles(ctx);
    cache.failure = 503;
    const { items } = await invalidateFile(ctx, { fileId });
    const invalidationId = items[0]?.id ?? "";
    await distributeFiles(ctx);
    expect(await getInvalidation(ctx, { invalidationId })).toMatchObject({
      state: "pending",
      attempts: 1,
      error: expect.stringContaining("503"),
    });
    expect(await placeIn(ctx, fileId, region)).toMatchObject({
      state: "invalidating",
      error: expect.stringContaining("503"),
    });
    await expect(retryInvalidation(ctx, { invalidationId })).rejects.toMatchObject({ code: "WRONG_STATE" });
    cache.failure = 405;
    ctx.clock.advance({ minutes: 1 });
    await distributeFiles(ctx);
    expect(await getInvalidation(ctx, { invalidationId })).toMatchObject({ state: "failed", attempts: 2 });
    expect(await stateOf(fileId)).toBe("failed");
    cache.failure = null;
    await retryInvalidation(ctx, { invalidationId });
    await distributeFiles(ctx);
    expect(await getInvalidation(ctx, { invalidationId })).toMatchObject({ state: "done" });
    expect(await stateOf(fileId)).toBe("distributed");
  });

  it("are claimed again when whoever claimed them was killed", async () => {
    const { id: fileId } = await shelf.addFile();
    await distributeFiles(ctx);
    const { items } = await invalidateFile(ctx, { fileId });
    const leaseUntil = ctx.clock.advance({ minutes: 5 });
    await ctx.db.invalidation.updateMany({ data: { attempts: 1, nextTryAt: leaseUntil } });
    ctx.clock.advance({ seconds: -1 });
    await distributeFiles(ctx);
    expect(cache.purged).toEqual([]);
    ctx.clock.advance({ seconds: 1 });
    await distributeFiles(ctx);
    expect(await getInvalidation(ctx, { invalidationId: items[0]?.id })).toMatchObject({ state: "done", attempts: 2 });
  });

  it("are listed by what was forgotten of them, the newest first", async () => {
    const { id: fileId } = await shelf.addFile();
    for (let round = 0; round < 3; round++) {
      await invalidateFile(ctx, { fileId });
      ctx.clock.advance({ seconds: 1 });
    }
    await invalidatePaths(ctx, { paths: ["/feeds/*"] });
    const first = await listInvalidations(ctx, { limit: "2" });
    const rest = await listInvalidations(ctx, { cursor: first.nextCursor });
    const times = [...first.items, ...rest.items].map(({ requestedAt }) => requestedAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(times).toHaveLength(4);
    expect((await listInvalidations(ctx, { fileId, region, state: "pending" })).items).toHaveLength(3);
    expect((await listInvalidations(ctx, { state: "done" })).items).toEqual([]);
  });
});

describeOnPostgres("Several processes over the regions of a CDN", (getCtx) => {
  it("warm up and purge each file once", async () => {
    const ctx = getCtx();
    await aRegion(ctx);
    const shelf = await Shelf.make(ctx);
    const files = await Promise.all(Array.from({ length: 30 }, (_, index) => shelf.addFile(`${index}.bin`)));
    await Promise.all([distributeFiles(ctx), distributeFiles(ctx), distributeFiles(ctx)]);
    for (const { id: fileId } of files) await invalidateFile(ctx, { fileId });
    await Promise.all([distributeFiles(ctx), distributeFiles(ctx), distributeFiles(ctx)]);
    expect(cache.purged.toSorted()).toEqual(files.map(({ path }) => path).toSorted());
    await distributeFiles(ctx);
    expect(await ctx.db.fileDistribution.groupBy({ by: ["state"], _count: true })).toEqual([
      { state: "distributed", _count: 30 },
    ]);
  });
});
