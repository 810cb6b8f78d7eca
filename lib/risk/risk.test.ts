import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { createArtifact } from "#lib/builds/create.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { assessForDeployment, assessUnassessed } from "#lib/risk/assess-deployment.ts";
import { assessRisk } from "#lib/risk/assess-risk.ts";
import { findRisk } from "#lib/risk/find.ts";
import { learnFromOutcomes } from "#lib/risk/learn.ts";
import { readCalibration } from "#lib/risk/read-calibration.ts";
import { CALIBRATED_FROM } from "#lib/risk/rules/assessment.ts";
import { aDevice, anonymous, as } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

interface Place {
  productId: string;
  slug: string;
  from: string;
  to: string;
}

async function aProduct(ctx: TestContext): Promise<Place> {
  const slug = `risk-${randomUUID()}`;
  const { id: productId } = await createProduct(ctx, { slug, name: slug, kind: "firmware", timeZone: "Europe/Zurich" });
  const { id: from } = await createVersion(ctx, { productId, version: "1.0.0" });
  const { id: to } = await createVersion(ctx, { productId, version: "1.1.0" });
  return { productId, slug, from, to };
}

const API = (fields: string) => `openapi: 3.0.3
info: { title: Shop, version: "1" }
paths:
  /orders:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { type: object, required: [${fields}], properties: { id: { type: string }, total: { type: number } } }
`;

async function someBuilds(ctx: TestContext, { productId }: Place): Promise<void> {
  const build = (version: string, timeout: number, api: string, left: string) =>
    createArtifact(ctx, {
      productId,
      version,
      dependencies: [{ manager: "npm", packages: { leftpad: left } }],
      configFiles: [
        { path: "config/app.json", content: JSON.stringify({ timeout, retries: 3 }) },
        { path: "openapi.yaml", content: api },
      ],
    });
  await build("1.0.0", 10, API("id, total"), "1.0.0");
  await build("1.1.0", 20, API("id"), "2.0.0");
}

/** A deployment of one rollout stage, as it stands in the database. */
async function aDeployment(ctx: TestContext, place: Place, part: Record<string, unknown> = {}): Promise<string> {
  const machine = await ctx.db.machine.create({ data: { kind: "deployment", status: "pending" } });
  const stages = [{ kind: "rollout", name: "roll", config: { batches: [10, 100] }, skippedBecause: null }];
  const row = await ctx.db.deployment.create({
    data: {
      ...{ name: "A test", productId: place.productId, versionId: place.to, machineId: machine.id, status: "queued" },
      ...{ needs: [], plan: { stages }, release: { version: "1.1.0" }, trigger: { kind: "manual" }, createdBy: {} },
      fromVersion: "1.0.0",
      ...part,
    },
  });
  return row.id;
}

const assessIn = (ctx: TestContext, id: string) => inTransaction(ctx, (tx) => assessForDeployment(ctx, tx, id));
const factorOf = (view: { factors: { id: string }[] }, id: string) => view.factors.find((factor) => factor.id === id);

describeWithDatabase("Risk", (getCtx) => {
  // Builds are compared in threads, which belong to the process.
  beforeAll(() => useAsRuntime(getCtx()));

  it("is assessed by what was built, and says in which facts it was seen", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    await someBuilds(ctx, place);
    const view = await assessRisk(ctx, { productId: place.slug, version: "1.1.0", firstPercent: 100 });
    expect(view).toMatchObject({ fromVersion: "1.0.0", toVersion: "1.1.0", isCalibrated: false, isPreliminary: false });
    expect(factorOf(view, "configuration")).toMatchObject({ evidence: "1 key changed: config/app.json.timeout." });
    expect(factorOf(view, "dependencies")).toMatchObject({
      evidence: "1 dependency changed, 1 of them in a breaking step: leftpad 1.0.0 to 2.0.0.",
    });
    expect(factorOf(view, "api")).toMatchObject({ isUnknown: false, severity: "high" });
    expect(factorOf(view, "size")).toMatchObject({ isUnknown: true });
    expect(view.factors.reduce((sum, { points }) => sum + points, 0)).toBe(view.score);
    const event = await ctx.db.event.findFirst({ where: { type: "risk_assessed", subjectId: view.id } });
    expect(event).toMatchObject({ data: { score: view.score } });
  });

  it("has an unknown API where a document cannot be read, which raises it", async () => {
    const ctx = getCtx();
    const scoreWith = async (api: string) => {
      const place = await aProduct(ctx);
      for (const [version, content] of [
        ["1.0.0", API("id")],
        ["1.1.0", api],
      ] as const) {
        await createArtifact(ctx, { productId: place.slug, version, configFiles: [{ path: "openapi.yaml", content }] });
      }
      return assessRisk(ctx, { productId: place.slug, version: "1.1.0" });
    };
    const [good, bad] = [await scoreWith(`${API("id")}# the same`), await scoreWith("openapi: [")];
    expect(factorOf(bad, "api")).toMatchObject({ isUnknown: true });
    expect(bad.score).toBeGreaterThan(good.score);
  });

  it("of a first version, or without builds, is an interval rather than an error", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    for (const version of ["1.0.0", "1.1.0"]) {
      const view = await assessRisk(ctx, { productId: place.productId, version });
      expect(view.probabilityHigh).toBeGreaterThan(view.probabilityLow);
    }
  });

  it("knows the hour's traffic once enough devices polled, by the product's clock", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const trafficAt = async (plannedAt: Date) =>
      factorOf(
        await assessRisk(ctx, { productId: place.slug, version: "1.1.0", plannedAt: plannedAt.toISOString() }),
        "traffic",
      );
    const hour = new Date(Math.floor(ctx.clock.now().getTime() / 3_600_000) * 3_600_000 - 86_400_000);
    const sameHour = new Date(hour.getTime() + 2 * 86_400_000);
    expect(await trafficAt(sameHour)).toMatchObject({ isUnknown: true });
    await ctx.db.trafficHour.create({ data: { productId: place.productId, hour, devices: 200, downloads: 100 } });
    expect(await trafficAt(sameHour)).toMatchObject({ isUnknown: false, points: 5 });
    expect(await trafficAt(new Date(sameHour.getTime() + 3_600_000))).toMatchObject({ isUnknown: false, points: -5 });
  });

  it("counts failures of the last seven days, and names them", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const calm = await assessRisk(ctx, { productId: place.slug, version: "1.1.0" });
    const day = 86_400_000;
    const at = (days: number) => ({ status: "failed", completedAt: new Date(ctx.clock.now().getTime() - days * day) });
    await aDeployment(ctx, place, { ...at(2), statusReason: "Too many devices failed." });
    await aDeployment(ctx, place, at(9));
    const view = await assessRisk(ctx, { productId: place.slug, version: "1.1.0" });
    expect(view.score).toBeGreaterThan(calm.score);
    expect(factorOf(view, "recentFailures")).toMatchObject({
      evidence: expect.stringMatching(/^1 of this product/) as string,
    });
    expect(factorOf(view, "trackRecord")).toMatchObject({ evidence: "In 90 days: 2 of 2 of this product failed." });
    expect(view.suggestions.some(({ message }) => message.includes("Too many devices failed."))).toBe(true);
  });

  it("reads the clock in the product's zone, and keeps policy apart from the score", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    // 15:30 in Zurich, 14:30 in UTC.
    const view = await assessRisk(ctx, { productId: place.slug, version: "1.1.0", plannedAt: "2026-01-09T14:30:00Z" });
    expect(view.guards.map(({ id }) => id)).toEqual(["fridayAfternoon", "nobodyOnCall"]);
    expect(factorOf(view, "timing")).toMatchObject({ bearsOn: "impact", points: 6 });
  });

  it.each([
    ["nothing", {}],
    ["a product alone", { productId: "x" }],
    ["a time that is none", { productId: "x", version: "1", plannedAt: "tomorrow" }],
    ["a time at which nobody plans", { productId: "x", version: "1", plannedAt: "0001-01-01T00:00:00Z" }],
    ["no device at all", { productId: "x", version: "1", firstPercent: 0 }],
  ])("refuses %s", async (_title, input) => {
    await expect(assessRisk(getCtx(), input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("is for those who may read deployments, of what is there", async () => {
    const ctx = getCtx();
    await expect(assessRisk(as(ctx, anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(findRisk(as(ctx, aDevice()), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(assessRisk(ctx, { productId: "nope", version: "1" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await findRisk(ctx, { deploymentId: randomUUID() })).toEqual({ assessment: null });
  });

  it("of a deployment is there at once, and complete a moment later", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    await someBuilds(ctx, place);
    const deploymentId = await aDeployment(ctx, place);
    expect(await assessIn(ctx, deploymentId)).toMatchObject({ isPreliminary: true });
    expect(await findRisk(ctx, { deploymentId })).toMatchObject({ assessment: { isPreliminary: true } });
    await assessUnassessed(ctx);
    const { assessment } = await findRisk(ctx, { deploymentId });
    expect(assessment).toMatchObject({ isPreliminary: false, fromVersion: "1.0.0" });
    await assessUnassessed(ctx);
    expect(await ctx.db.riskAssessment.count({ where: { deploymentId } })).toBe(1);
  });

  it("of a rollout is that of its deployment, or its own where none made it", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const deploymentId = await aDeployment(ctx, place);
    await assessIn(ctx, deploymentId);
    const common = { productId: place.productId, image: place.slug, tag: "1.1.0", toVersion: "1.1.0", createdBy: {} };
    const settings = { batches: [5, 100], deviceFilter: {} };
    const rollOut = (part: object) =>
      ctx.db.rollout.create({ data: { ...common, strategy: "staged", status: "running", settings, ...part } });
    const [made, own] = [await rollOut({ deploymentId, deploymentStage: "roll" }), await rollOut({})];
    await assessUnassessed(ctx);
    expect(await findRisk(ctx, { rolloutId: made.id })).toMatchObject({
      assessment: { deploymentId, rolloutId: null },
    });
    expect(await findRisk(ctx, { rolloutId: own.id })).toMatchObject({
      assessment: {
        deploymentId: null,
        rolloutId: own.id,
        toVersion: "1.1.0",
      },
    });
  });

  it("believes what the form compared a moment ago", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    await someBuilds(ctx, place);
    await assessRisk(ctx, { productId: place.slug, version: "1.1.0" });
    expect(await assessIn(ctx, await aDeployment(ctx, place))).toMatchObject({ isPreliminary: false });
    expect(await assessIn(ctx, randomUUID())).toBeNull();
  });

  it("above the limit of an environment asks for an approval, of what has not begun", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const slug = `env-${randomUUID()}`;
    const environment = await ctx.db.environment.create({
      data: { slug, name: "Production", position: 1, riskLimit: 5 },
    });
    const needOf = async (part: Record<string, unknown>) => {
      const id = await aDeployment(ctx, place, { environmentId: environment.id, ...part });
      await assessIn(ctx, id);
      return (await ctx.db.deployment.findUniqueOrThrow({ where: { id } })).approvalNeed;
    };
    expect(await needOf({})).toMatchObject({ count: 1, role: "approver" });
    expect(await needOf({ status: "running" })).toBeNull();
    expect(await needOf({ approvalNeed: { count: 2, role: "admin" } })).toEqual({ count: 2, role: "admin" });
    await ctx.db.environment.update({ where: { id: environment.id }, data: { riskLimit: 100 } });
    expect(await needOf({})).toBeNull();
  });

  it("above the limit calls those who may approve, once", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const environment = await ctx.db.environment.create({
      data: { slug: `env-${randomUUID()}`, name: "Production", position: 1, riskLimit: 5 },
    });
    const id = await aDeployment(ctx, place, { environmentId: environment.id });
    await assessIn(ctx, id);
    await assessUnassessed(ctx);
    const { number } = await ctx.db.deployment.findUniqueOrThrow({ where: { id } });
    const calls = await ctx.db.event.findMany({ where: { subjectId: id, type: "deployment_approval_needed" } });
    expect(calls).toEqual([
      expect.objectContaining({
        productId: place.productId,
        data: {
          ...{ number, product: place.slug, version: "1.1.0", environment: environment.slug, missingApprovals: 1 },
          reason: expect.stringMatching(/^The risk of \d+ is above the environment's limit of 5\.$/),
        },
      }),
    ]);
  });

  it("has nothing to compare with before anything has ended", async () => {
    const ctx = getCtx();
    const { slug } = await aProduct(ctx);
    expect(await readCalibration(ctx, { productId: slug })).toMatchObject({
      outcomes: 0,
      quality: null,
      bins: [],
      months: [],
    });
  });

  it("learns from what became of deployments, and says when it may be believed", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const ids = Array.from({ length: CALIBRATED_FROM }, () => randomUUID());
    const failed = (index: number) => index % 4 === 0;
    const machines = ids.map((id) => ({ id, kind: "deployment", status: "completed" }));
    await ctx.db.machine.createMany({ data: machines });
    await ctx.db.deployment.createMany({
      data: ids.map((id, index) => ({
        ...{ id, name: "Past", productId: place.productId, versionId: place.to, machineId: id, needs: [] },
        ...{ plan: { stages: [] }, release: { version: "1.1.0" }, trigger: { kind: "manual" }, createdBy: {} },
        status: failed(index) ? "rolledBack" : "completed",
        completedAt: new Date(Date.UTC(2025, 0, 1 + index)),
      })),
    });
    await ctx.db.riskAssessment.createMany({
      data: ids.map((deploymentId, index) => ({
        ...{ productId: place.productId, deploymentId, plannedAt: new Date(0), score: 25, level: "low" },
        ...{ probability: 0.1, probabilityLow: 0.1, probabilityHigh: 0.1, isCalibrated: false, createdBy: {} },
        ...{ factors: [], guards: [], suggestions: [] },
        features: { values: { files: failed(index) ? 80 : 3, linesAdded: failed(index) ? 900 : 4 }, compared: {} },
      })),
    });
    await learnFromOutcomes(ctx);
    await learnFromOutcomes(ctx);
    expect(await ctx.db.riskModel.count()).toBe(1);
    const model = await ctx.db.riskModel.findFirstOrThrow();
    expect(model).toMatchObject({ ownOutcomes: expect.any(Number) as number });
    expect(model.ownOutcomes).toBeGreaterThanOrEqual(CALIBRATED_FROM);
    expect(await assessRisk(ctx, { productId: place.slug, version: "1.1.0" })).toMatchObject({ isCalibrated: true });
    const calibration = await readCalibration(ctx, { productId: place.slug, months: 36 });
    expect(calibration).toMatchObject({
      outcomes: CALIBRATED_FROM,
      isCalibrated: true,
      bins: [{ predicted: expect.closeTo(0.1) as number, actual: 0.25 }],
    });
    expect(calibration.months[0]).toMatchObject({ month: "2025-01", count: 31 });
  });

  it("changes its outcome where a completed deployment was found bad afterwards", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const slug = `env-${randomUUID()}`;
    const environment = await ctx.db.environment.create({ data: { slug, name: slug, position: 9 } });
    const now = ctx.clock.now();
    const id = await aDeployment(ctx, place, { environmentId: environment.id });
    await assessIn(ctx, id);
    await ctx.db.deployment.update({ where: { id }, data: { status: "completed", completedAt: now } });
    await learnFromOutcomes(ctx);
    expect(await findRisk(ctx, { deploymentId: id })).toMatchObject({ assessment: { outcome: "success" } });
    const release = {
      environmentId: environment.id,
      productId: place.productId,
      versionId: place.to,
      deploymentId: id,
    };
    await ctx.db.environmentRelease.create({ data: { ...release, release: {}, deployedAt: now, failedAt: now } });
    await learnFromOutcomes(ctx);
    expect(await findRisk(ctx, { deploymentId: id })).toMatchObject({
      assessment: {
        outcome: "failure",
        outcomeAt: now.toISOString(),
      },
    });
  });
});

describeOnPostgres("Risk assessed by two at once", (getCtx) => {
  it("is assessed once", async () => {
    const ctx = getCtx();
    const place = await aProduct(ctx);
    const deploymentId = await aDeployment(ctx, place);
    await Promise.all([assessUnassessed(ctx), assessUnassessed(ctx), assessUnassessed(ctx)]);
    expect(await ctx.db.riskAssessment.count({ where: { deploymentId } })).toBe(1);
  });
});
