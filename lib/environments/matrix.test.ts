import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDevice } from "#lib/devices/create.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { endRelease, recordRelease } from "#lib/environments/record-release.ts";
import { showCell } from "#lib/environments/show-cell.ts";
import { showMatrix } from "#lib/environments/show-matrix.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

interface Deployed {
  version: string;
  environment: string;
  digest?: string;
  status?: string;
  stages?: string[];
}

/** A deployment as the machine leaves it behind, its release recorded unless it is still under way. */
async function deploy(ctx: TestContext, wish: Deployed): Promise<string> {
  const { version, environment, digest = aDigest(version), status = "completed", stages = ["completed"] } = wish;
  const product = await ctx.db.product.findUniqueOrThrow({ where: { slug: "shop" } });
  const row = await ctx.db.version.findFirstOrThrow({ where: { productId: product.id, version } });
  const { id: environmentId } = await ctx.db.environment.findFirstOrThrow({ where: { slug: environment } });
  const machine = await ctx.db.machine.create({ data: { kind: "deployment", status: "completed" } });
  for (const [position, stage] of stages.entries()) {
    const name = `stage${position}`;
    await ctx.db.machineStage.create({ data: { machineId: machine.id, name, position, needs: [], status: stage } });
  }
  const { id } = await ctx.db.deployment.create({
    data: {
      name: `${version} to ${environment}`,
      productId: product.id,
      versionId: row.id,
      environmentId,
      machineId: machine.id,
      needs: [],
      status,
      plan: {},
      release: { version, digest, artifacts: [] },
      trigger: { kind: "manual" },
      createdBy: { kind: "system" },
    },
  });
  if (status === "completed") await inTransaction(ctx, (tx) => recordRelease(tx, id, ctx.clock.now()));
  ctx.clock.advance({ hours: 1 });
  return id;
}

const rowOf = async (ctx: TestContext) => (await showMatrix(ctx, { q: "shop" })).items[0]?.cells;

describeWithDatabase("The matrix of environments", (getCtx) => {
  it("is empty where there is nothing", async () => {
    expect(await showMatrix(getCtx(), {})).toEqual({ environments: [], items: [], nextCursor: null });
  });

  it("shows products to which nothing was deployed", async () => {
    const ctx = getCtx();
    const { id: productId } = await createProduct(ctx, { slug: "shop", name: "Shop", kind: "firmware" });
    await createProduct(ctx, { slug: "bare", name: "Bare", kind: "firmware" });
    for (const version of ["1.0.0", "1.1.0", "1.1.1", "2.0.0"]) await createVersion(ctx, { productId, version });
    await createEnvironment(ctx, { slug: "staging", name: "Staging", deviceFilter: { fleets: ["lab"] } });
    await createEnvironment(ctx, { slug: "production", name: "Production" });
    await createDevice(ctx, { name: "one", fleet: "lab" });
    const { environments, items } = await showMatrix(ctx, {});
    expect(environments).toMatchObject([{ slug: "staging", deviceCount: 1 }, { slug: "production" }]);
    expect(items.map(({ product }) => product.slug)).toEqual(["bare", "shop"]);
    expect(await rowOf(ctx)).toMatchObject([
      { release: null, drift: { kind: "none" }, open: null },
      { release: null, drift: { kind: "none" } },
    ]);
  });

  it("shows what was deployed, and what it lags behind the environment before", async () => {
    const ctx = getCtx();
    await deploy(ctx, { version: "1.0.0", environment: "staging" });
    expect(await rowOf(ctx)).toMatchObject([
      { release: { version: "1.0.0", verifiedAt: expect.any(String) as string, failedAt: null } },
      { release: null, drift: { kind: "missing" } },
    ]);
    await deploy(ctx, { version: "1.0.0", environment: "production" });
    expect((await rowOf(ctx))?.[1]?.drift).toEqual({ kind: "same" });
    await deploy(ctx, { version: "1.1.1", environment: "staging" });
    expect((await rowOf(ctx))?.[1]?.drift).toEqual({ kind: "behind", versions: 2, step: "minor" });
    await deploy(ctx, { version: "2.0.0", environment: "production" });
    expect((await rowOf(ctx))?.[1]?.drift).toEqual({ kind: "ahead", versions: 1, step: "major" });
    await deploy(ctx, { version: "1.1.1", environment: "production", digest: aDigest("tampered") });
    expect((await rowOf(ctx))?.[1]?.drift).toEqual({ kind: "digest" });
  });

  it("tells what is under way, and what a stage found bad though the deployment went on", async () => {
    const ctx = getCtx();
    await deploy(ctx, { version: "2.0.0", environment: "production", status: "running" });
    const id = await deploy(ctx, { version: "2.0.0", environment: "staging", stages: ["completed", "failed"] });
    expect(await rowOf(ctx)).toMatchObject([
      { release: { version: "2.0.0", verifiedAt: null, deployment: { id } }, open: null },
      { open: { version: "2.0.0", status: "running" } },
    ]);
  });

  it("goes back to what ran before, once a release is taken back", async () => {
    const ctx = getCtx();
    const bad = await deploy(ctx, { version: "1.1.0", environment: "staging" });
    await inTransaction(ctx, (tx) => endRelease(tx, bad, ctx.clock.now()));
    expect((await rowOf(ctx))?.[0]?.release).toMatchObject({
      version: "1.1.0",
      failedAt: expect.any(String) as string,
    });
    await ctx.db.deployment.update({ where: { id: bad }, data: { status: "rolledBack" } });
    expect((await rowOf(ctx))?.[0]?.release).toMatchObject({ version: "2.0.0" });
  });

  it("records a release once, and none without an environment", async () => {
    const ctx = getCtx();
    const id = await deploy(ctx, { version: "1.1.0", environment: "staging" });
    const before = await ctx.db.environmentRelease.count();
    await inTransaction(ctx, (tx) => recordRelease(tx, id, ctx.clock.now()));
    expect(await ctx.db.environmentRelease.count()).toBe(before);
    await ctx.db.environmentRelease.deleteMany({ where: { deploymentId: id } });
    await ctx.db.deployment.update({ where: { id }, data: { environmentId: null } });
    await inTransaction(ctx, (tx) => recordRelease(tx, id, ctx.clock.now()));
    expect(await ctx.db.environmentRelease.count()).toBe(before - 1);
  });

  it("opens into a cell with its history and what its devices say", async () => {
    const ctx = getCtx();
    const cell = await showCell(ctx, { environmentId: "production", productId: "shop", limit: "2" });
    expect(cell).toMatchObject({
      environment: { slug: "production" },
      before: { environment: { slug: "staging" }, release: { version: "2.0.0" } },
      release: { version: "1.1.1" },
      drift: { kind: "behind", versions: 1, step: "major" },
      devices: [{ version: null, deviceCount: 1 }],
    });
    expect(cell.items.map(({ version }) => version)).toEqual(["1.1.1", "2.0.0"]);
    const older = await showCell(ctx, { environmentId: "production", productId: "shop", cursor: cell.nextCursor });
    expect(older.items.map(({ version }) => version)).toEqual(["1.0.0"]);
    expect(older.nextCursor).toBeNull();
  });

  it("refuses cells that are not there", async () => {
    const wrong = { code: "NOT_FOUND" };
    await expect(showCell(getCtx(), { environmentId: "moon", productId: "shop" })).rejects.toMatchObject(wrong);
    await expect(showCell(getCtx(), { environmentId: "staging", productId: "x" })).rejects.toMatchObject(wrong);
    await expect(
      showCell(getCtx(), { environmentId: "staging", productId: "shop", cursor: "x" }),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
