import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createRegistry } from "#lib/intake/create-registry.ts";
import { getRegistry } from "#lib/intake/get-registry.ts";
import { pollWatchedRepositories } from "#lib/intake/poll-watched-repositories.ts";
import { runIntakeChores } from "#lib/intake/run-intake-chores.ts";
import { aPolicy, configured } from "#lib/intake/testing/deliver.ts";
import { RegistryServer } from "#lib/intake/testing/registry-server.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

/** Both databases share it, so repositories have names of their own. */
const registry = new RegistryServer();
beforeAll(() => registry.start());
afterAll(() => registry.stop());
beforeEach(() => {
  registry.fault = null;
});

const withRegistry = (ctx: TestContext) => configured(ctx, { insecureRegistries: new Set([registry.host]) });

const tagsOf = async (ctx: TestContext, repository: string) => {
  const image = `${registry.host}/${repository}`;
  const rollouts = await ctx.db.rollout.findMany({ where: { image }, orderBy: { number: "asc" } });
  return rollouts.map((rollout) => `${rollout.tag} ${rollout.status}`);
};

async function poll(ctx: TestContext): Promise<void> {
  ctx.clock.advance({ minutes: 5 });
  await pollWatchedRepositories(ctx);
  await runIntakeChores(ctx);
}

describeWithDatabase("A poll of watched repositories", (getCtx) => {
  it("takes the first look as how things are, then finds new tags and tags that moved", async () => {
    const ctx = withRegistry(getCtx());
    const repository = `polled/${randomUUID()}`;
    await aPolicy(ctx, { imagePattern: `${registry.host}/${repository}` });
    registry.push(repository, "1.0.0", "a");
    registry.push(repository, "latest", "a");
    await poll(ctx);
    await poll(ctx);
    expect(await tagsOf(ctx, repository)).toEqual([]);

    const digest = registry.push(repository, "1.1.0", "b");
    await poll(ctx);
    expect(await tagsOf(ctx, repository)).toEqual(["1.1.0 pending"]);
    expect(await ctx.db.rollout.findFirst({ where: { digest } })).toMatchObject({ choice: { trust: "poll" } });
    await poll(ctx);
    expect(await tagsOf(ctx, repository)).toHaveLength(1);

    registry.push(repository, "latest", "b2");
    await poll(ctx);
    expect(await tagsOf(ctx, repository)).toEqual(["1.1.0 cancelled", "latest pending"]);
  });

  it("rolls out the newest of several new versions, and no older one", async () => {
    const ctx = withRegistry(getCtx());
    const repository = `semver/${randomUUID()}`;
    const rule = { kind: "semver", value: "^1.0.0" };
    await aPolicy(ctx, { imagePattern: `${registry.host}/${repository}`, tagRule: rule });
    registry.push(repository, "1.0.0", "a");
    await poll(ctx);
    for (const tag of ["1.2.0", "1.10.0", "1.9.0", "2.0.0", "nightly"]) registry.push(repository, tag, tag);
    await poll(ctx);
    await poll(ctx);
    expect(await tagsOf(ctx, repository)).toEqual(["1.10.0 pending"]);
  });

  it("leaves patterns with wildcards and switched off policies alone", async () => {
    const ctx = withRegistry(getCtx());
    await aPolicy(ctx, { imagePattern: `${registry.host}/wild/*` });
    await aPolicy(ctx, { imagePattern: `${registry.host}/off/app`, enabled: false });
    registry.requests.length = 0;
    await poll(ctx);
    expect(registry.requests.filter((request) => /wild|off/.test(request.path))).toEqual([]);
  });

  it("notes trouble at the registry, goes on with the others, and forgets it when it is over", async () => {
    const ctx = withRegistry(getCtx());
    const { id: registryId } = await createRegistry(ctx, { host: registry.host });
    registry.fault = (_, response) => response.writeHead(500).end();
    await poll(ctx);
    expect(await getRegistry(ctx, { registryId })).toMatchObject({ lastError: expect.stringContaining("500") });
    registry.fault = null;
    await poll(ctx);
    expect(await getRegistry(ctx, { registryId })).toMatchObject({
      lastError: null,
      lastCheckedAt: ctx.clock.now().toISOString(),
    });
  });
});
