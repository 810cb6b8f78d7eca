import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createTrigger, updateTrigger } from "#lib/ci/save-trigger.ts";
import { admitRun } from "#lib/ci/admit-run.ts";
import { deleteTrigger } from "#lib/ci/delete-trigger.ts";
import { listRuns, listTriggers } from "#lib/ci/list.ts";
import { settleRun, settleRuns } from "#lib/ci/settle-runs.ts";
import { openSecrets } from "#lib/deployments/secrets.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import { DeployWorld } from "#lib/deployments/testing/deploy-world.ts";
import { createSource } from "#lib/intake/create-source.ts";
import { receiveDelivery } from "#lib/intake/receive-delivery.ts";
import { replayDelivery } from "#lib/intake/replay-delivery.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";
import type { DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import { configured } from "#lib/intake/testing/deliver.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { saveTemplate } from "#lib/templates/save.ts";
import { deleteProduct } from "#lib/products/delete.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const SECRET = "acme-github-webhook-secret";

interface Told {
  branch?: string;
  commit?: string;
  conclusion?: string;
  runId?: string;
  attempt?: number;
  workflow?: string;
}

/** A product with a trigger on its main branch, and a CI system with an address of its own. */
class CiWorld {
  readonly ctx: TestContext;
  readonly #deploys: DeployWorld | null;
  token = "";

  /** Without deployments it can only tell of runs. */
  constructor(ctx: TestContext, deploys: DeployWorld | null = null) {
    this.ctx = ctx;
    this.#deploys = deploys;
  }

  get deploys(): DeployWorld {
    if (this.#deploys === null) throw new Error("This world has no deployments.");
    return this.#deploys;
  }

  static async with(ctx: TestContext): Promise<CiWorld> {
    const world = new CiWorld(ctx, await DeployWorld.with(ctx));
    await world.deploys.addProduct("gateway");
    world.token = (await createSource(ctx, { name: "ci" })).token;
    await world.addTrigger({});
    return world;
  }

  addTrigger(part: Record<string, unknown>): Promise<{ id: string }> {
    return createTrigger(this.ctx, {
      name: "main to staging",
      product: "gateway",
      repository: "acme/gateway",
      workflow: "Build*",
      branch: "main",
      environment: "staging",
      template: this.deploys.template,
      ...part,
    });
  }

  /** A version that was built from a commit. */
  async build(version: string, commit: string): Promise<string> {
    const versionId = await this.deploys.addVersion("gateway", version);
    const { productId } = await this.ctx.db.version.findUniqueOrThrow({ where: { id: versionId } });
    await this.ctx.db.artifact.create({
      data: { productId, versionId, gitCommit: commit, builtAt: this.ctx.clock.now(), createdBy: {}, digest: null },
    });
    return versionId;
  }

  async tell(told: Told): Promise<DeliveryAnswer & { deployments: string[] }> {
    const run = { runId: randomUUID(), workflow: "Build", branch: "main", conclusion: "success", ...told };
    const answer = await this.send(
      { repository: "acme/gateway", ...run },
      { route: "source", sourceToken: this.token },
    );
    const deployments = answer.ciRunId === undefined ? [] : await settleRun(this.ctx, answer.ciRunId);
    return { ...answer, deployments };
  }

  send(
    body: unknown,
    part: { route: "source" | "github" | "dockerRegistry"; sourceToken?: string },
  ): Promise<DeliveryAnswer> {
    return receiveDelivery(this.ctx, {
      ...part,
      headers: new Headers({ "content-type": "application/json" }),
      remoteAddress: "192.0.2.7",
      readBytes: () => Promise.resolve(Buffer.from(JSON.stringify(body))),
      admitRun,
    });
  }

  sample(ctx: TestContext, name: string): Promise<DeliveryAnswer> {
    const { body, headers } = readSample(name);
    return receiveDelivery(ctx, {
      route: "github",
      headers: new Headers(headers),
      remoteAddress: "192.0.2.7",
      readBytes: () => Promise.resolve(Buffer.from(body)),
      admitRun,
    });
  }

  countOf(versionId: string): Promise<number> {
    return this.ctx.db.deployment.count({ where: { versionId } });
  }

  async resultsOf(commit: string): Promise<(string | null)[]> {
    const { items } = await listRuns(this.ctx, { commit });
    return items.flatMap(({ results, reason }) => [
      ...results.map(({ did }) => did),
      ...(reason === null ? [] : [reason]),
    ]);
  }
}

let serial = 0;
const aCommit = () => (0xabc0000 + serial++).toString(16).padEnd(40, "0");

describeWithDatabase("A run of a CI system", (getCtx) => {
  let world: CiWorld;
  let commit = "";

  beforeAll(async () => {
    world = await CiWorld.with(getCtx());
  });
  beforeEach(() => {
    commit = aCommit();
  });

  it("that is green deploys the version built from its commit, once however often it is told", async () => {
    const ctx = getCtx();
    const versionId = await world.build("1.0.0", commit.slice(0, 12));
    const told = { commit, runId: "100" };
    const first = await world.tell(told);
    expect(first).toMatchObject({ status: "accepted", deployments: [expect.any(String)] });
    const deployment = await ctx.db.deployment.findUniqueOrThrow({ where: { id: first.deployments[0] ?? "" } });
    expect(deployment).toMatchObject({ versionId, status: "queued", trigger: { kind: "ci", name: "main to staging" } });

    expect(await world.tell(told)).toMatchObject({ status: "duplicate" });
    // A body of its own, as another hook sends it: the delivery is new, the run is not.
    expect(await world.tell({ ...told, workflow: "Build again" })).toMatchObject({ status: "duplicate" });
    await world.tell({ ...told, attempt: 2 });
    await world.tell({ commit, runId: "101", workflow: "Build for arm" });
    expect(await world.countOf(versionId)).toBe(1);
    expect(await ctx.db.event.count({ where: { type: "ci_run_received" } })).toBe(3);
  });

  it("of GitHub is proved by its signature, and its replay starts nothing twice", async () => {
    const ctx = configured(getCtx(), { githubWebhookSecrets: [SECRET] });
    const versionId = await world.build("1.1.0", "9f2c1e7a5b3d4c60817f2ae6d0b94c35e1f8a702");
    const answer = await world.sample(ctx, "github-workflow-run-success");
    expect(answer).toMatchObject({ status: "accepted", rollouts: [] });
    expect(await settleRun(ctx, answer.ciRunId ?? "")).toHaveLength(1);
    expect(await world.sample(ctx, "github-workflow-run-success")).toMatchObject({ status: "duplicate" });
    await replayDelivery(ctx, { deliveryId: answer.deliveryId }, admitRun);
    await settleRuns(ctx);
    expect(await world.countOf(versionId)).toBe(1);
  });

  it("that nobody signed starts nothing and is not kept", async () => {
    const versionId = await world.build("1.2.0", commit);
    const body = {
      repository: "acme/gateway",
      workflow: "Build",
      runId: "1",
      branch: "main",
      commit,
      conclusion: "success",
    };
    const answer = await world.send(body, { route: "dockerRegistry" });
    expect(answer).toMatchObject({ status: "ignored", reason: expect.stringMatching(/^unsigned/) as string });
    expect(answer.ciRunId).toBeUndefined();
    expect(await world.countOf(versionId)).toBe(0);
  });

  it("waits for its build, and gives up after an hour", async () => {
    const ctx = getCtx();
    const answer = await world.tell({ commit });
    expect(answer.deployments).toEqual([]);
    expect(await world.resultsOf(commit)).toEqual(["waits"]);
    const versionId = await world.build("1.3.0", commit);
    ctx.clock.advance({ minutes: 1 });
    await settleRuns(ctx);
    expect(await world.countOf(versionId)).toBe(1);
    expect(await world.resultsOf(commit)).toEqual(["started"]);

    const other = aCommit();
    await world.tell({ commit: other });
    ctx.clock.advance({ minutes: 61 });
    await settleRuns(ctx);
    expect(await world.resultsOf(other)).toEqual(["nothing"]);
    expect((await listRuns(ctx, { commit: other })).items[0]).toMatchObject({ isSettled: true });
  });

  it.each([
    ["another branch", { branch: "dev" }, /^no-trigger/],
    ["another workflow", { workflow: "Lint" }, /^no-trigger/],
    ["a run that goes on", { conclusion: "in_progress" }, /^not-over/],
    ["a run that was cancelled", { conclusion: "cancelled" }, /^undecided/],
  ])("does nothing for %s, and is kept with the reason", async (_title, part, reason) => {
    expect(await world.tell({ commit, ...part })).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(reason) as string,
    });
    expect(await world.resultsOf(commit)).toEqual([expect.stringMatching(reason)]);
  });

  it("is taken up when it comes again after its trigger was made", async () => {
    const told = { commit, runId: "late", branch: "late" };
    const versionId = await world.build("1.4.0", commit);
    expect(await world.tell(told)).toMatchObject({ status: "ignored" });
    await world.addTrigger({ name: "late", branch: "late" });
    expect(await world.tell(told)).toMatchObject({ status: "accepted" });
    expect(await world.countOf(versionId)).toBe(1);
  });

  it("tells why a deployment was refused", async () => {
    await world.addTrigger({ name: "hasty", branch: "hasty", environment: "production" });
    await world.build("1.5.0", commit);
    expect(await world.tell({ commit, branch: "hasty" })).toMatchObject({ status: "accepted", deployments: [] });
    expect(await world.resultsOf(commit)).toEqual(["nothing"]);
    const [run] = (await listRuns(getCtx(), { commit })).items;
    expect(run?.results[0]?.reason).toMatch(/has not passed Staging yet/);
  });

  it("that is red cancels what waits, pauses what runs, and marks what was deployed as bad", async () => {
    const ctx = getCtx();
    await world.build("2.0.0", commit);
    const waiting = await world.deploys.deploy("gateway", "2.0.0");
    const answer = await world.tell({ commit, conclusion: "failure" });
    expect(answer.deployments).toEqual([waiting.id]);
    expect(await world.resultsOf(commit)).toEqual(["cancelled"]);

    const done = await world.deploys.deployed("gateway", "2.0.0");
    const running = await world.deploys.deploy("gateway", "2.0.0");
    await world.deploys.setStatus(running.id, "running");
    await world.tell({ commit, conclusion: "failure" });
    const { status, statusReason } = await ctx.db.deployment.findUniqueOrThrow({ where: { id: running.id } });
    expect([status, statusReason]).toEqual(["paused", expect.stringMatching(/failed for/)]);
    const release = await ctx.db.environmentRelease.findUniqueOrThrow({ where: { deploymentId: done.id } });
    expect(release.failedAt).not.toBeNull();
    expect(await ctx.db.event.findFirst({ where: { type: "release_found_bad" } })).toMatchObject({
      subjectId: done.id,
    });
    expect(await ctx.db.deploymentLog.count({ where: { deploymentId: done.id, level: "error" } })).toBe(1);
  });

  it("that is red counts before anything was deployed, until it is run again", async () => {
    const versionId = await world.build("2.3.0", commit);
    await world.tell({ commit, runId: "tests", workflow: "Build and test", conclusion: "failure" });
    await world.tell({ commit, runId: "image" });
    expect(await world.countOf(versionId)).toBe(0);
    const { items } = await listRuns(getCtx(), { commit, conclusion: "success" });
    expect(items[0]?.results[0]?.reason).toMatch(/^Build and test failed for /);
    await world.tell({ commit, runId: "tests", workflow: "Build and test", attempt: 2 });
    expect(await world.countOf(versionId)).toBe(1);
  });

  it("that is red counts while the green one waits for its build", async () => {
    await world.tell({ commit, runId: "waits" });
    getCtx().clock.advance({ seconds: 30 });
    await world.tell({ commit, runId: "again", conclusion: "failure" });
    const versionId = await world.build("2.4.0", commit);
    getCtx().clock.advance({ minutes: 1 });
    await settleRuns(getCtx());
    expect(await world.countOf(versionId)).toBe(0);
    await world.tell({ commit, runId: "third" });
    expect(await world.countOf(versionId)).toBe(1);
  });

  it("waits for nobody whose turn always fails", async () => {
    const ctx = getCtx();
    const versionId = await world.build("2.5.0", commit);
    const broken = {
      provider: "any",
      repository: "acme/gateway",
      workflow: "Build",
      branch: "main",
      commit: aCommit(),
    };
    await ctx.db.ciRun.createMany({
      data: Array.from({ length: 20 }, (_, number) => ({
        ...{ ...broken, id: randomUUID(), runId: `broken ${number}`, attempt: 1, conclusion: "success" },
        ...{ outcome: {}, wakeAt: new Date(0), receivedAt: new Date(0) },
      })),
    });
    await world.send(
      { repository: "acme/gateway", workflow: "Build", runId: "good", branch: "main", commit, conclusion: "success" },
      { route: "source", sourceToken: world.token },
    );
    await settleRuns(ctx);
    await settleRuns(ctx);
    expect(await world.countOf(versionId)).toBe(1);
    await ctx.db.ciRun.deleteMany({ where: { runId: { startsWith: "broken" } } });
  });

  it("changes nothing when a later attempt has come to its end before it", async () => {
    const versionId = await world.build("2.1.0", commit);
    await world.tell({ commit, runId: "twice", attempt: 2 });
    await world.tell({ commit, runId: "twice", attempt: 1, conclusion: "failure" });
    expect(await world.countOf(versionId)).toBe(1);
    expect(await getCtx().db.deployment.findFirst({ where: { versionId } })).toMatchObject({ status: "queued" });
    expect(await world.resultsOf(commit)).toContainEqual(expect.stringMatching(/^superseded/));
  });

  it("only stops where the trigger watches", async () => {
    await world.addTrigger({ name: "watch", branch: "watched", mode: "watch" });
    const versionId = await world.build("2.2.0", commit);
    await world.tell({ commit, branch: "watched" });
    expect(await world.countOf(versionId)).toBe(0);
    const { id } = await world.deploys.deploy("gateway", "2.2.0");
    const answer = await world.tell({ commit, branch: "watched", conclusion: "failed" });
    expect(answer.deployments).toEqual([id]);
  });
});

describeWithDatabase("CI triggers", (getCtx) => {
  let world: CiWorld;

  beforeAll(async () => {
    world = await CiWorld.with(getCtx());
  });

  it("are made, changed, listed and removed", async () => {
    const ctx = getCtx();
    const { id } = await world.addTrigger({ name: "release", branch: "release/**" });
    expect(await updateTrigger(ctx, { triggerId: id, enabled: false, workflow: "" })).toMatchObject({
      name: "release",
      branch: "release/**",
      workflow: "",
      enabled: false,
      environment: { slug: "staging" },
    });
    const page = await listTriggers(ctx, { limit: "1", environment: "staging", product: "gateway" });
    expect(page.items.map(({ name }) => name)).toEqual(["main to staging"]);
    const rest = await listTriggers(ctx, { cursor: page.nextCursor });
    expect(rest.items.map(({ name }) => name)).toEqual(["release"]);
    await deleteTrigger(ctx, { triggerId: id });
    await expect(deleteTrigger(ctx, { triggerId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await world.addTrigger({ name: "release" });
    const { id: other } = await world.addTrigger({ name: "other" });
    await expect(deleteProduct(ctx, { productId: "gateway" })).rejects.toMatchObject({ code: "CONFLICT" });
    await deleteTrigger(ctx, { triggerId: other });
  });

  it("keep secrets sealed, and hand them to what they start", async () => {
    const ctx = getCtx();
    const made = await world.addTrigger({ name: "sealed", branch: "sealed", variables: { password: "sesame" } });
    const changed = await updateTrigger(ctx, {
      triggerId: made.id,
      variables: { password: null, target: "production" },
    });
    expect(changed.variables).toEqual({ password: null, target: "production" });
    expect(JSON.stringify(await ctx.db.ciTrigger.findMany())).not.toContain("sesame");
    expect(JSON.stringify(await listTriggers(ctx, {}))).not.toContain("sesame");
    const commit = aCommit();
    await world.build("7.0.0", commit);
    const { deployments } = await world.tell({ commit, branch: "sealed" });
    const deployment = await requireDeployment(ctx.db, deployments[0] ?? "");
    expect(openSecrets(ctx, deployment)).toEqual({ password: "sesame" });
    expect(deployment.variables).toMatchObject({ target: "production" });
  });

  it("do not tell a secret that the template makes an ordinary value afterwards", async () => {
    const ctx = getCtx();
    const made = await world.addTrigger({ name: "told", branch: "told", variables: { password: "open sesame" } });
    const { definition } = await getTemplate(ctx, { templateId: world.deploys.template });
    const variables = definition.variables.map((one) => (one.name === "password" ? { ...one, type: "text" } : one));
    const templateId = world.deploys.template;
    await saveTemplate(ctx, { templateId, basedOnVersion: 1, definition: { ...definition, variables } });
    await expect(updateTrigger(ctx, { triggerId: made.id, enabled: true })).rejects.toMatchObject({
      details: { errors: [{ path: "variables.password" }] },
    });
    const commit = aCommit();
    const versionId = await world.build("7.1.0", commit);
    await world.tell({ commit, branch: "told" });
    expect(await world.countOf(versionId)).toBe(0);
    expect(JSON.stringify(await listRuns(ctx, { commit }))).toMatch(/password is no secret/);
    const changed = await updateTrigger(ctx, { triggerId: made.id, variables: { password: "known" } });
    expect(changed.variables).toMatchObject({ password: "known" });
    await saveTemplate(ctx, { templateId, basedOnVersion: 2, definition });
    const events = await ctx.db.event.findMany({ select: { data: true } });
    expect(JSON.stringify(events)).not.toContain("open sesame");
  });

  it("that were removed do not keep their product", async () => {
    const ctx = getCtx();
    await world.deploys.addProduct("spare");
    const { id } = await world.addTrigger({ name: "spare", product: "spare" });
    await deleteTrigger(ctx, { triggerId: id });
    await deleteProduct(ctx, { productId: "spare" });
  });

  it.each([
    ["the name of another one", { name: "main to staging" }, "CONFLICT"],
    ["a repository without an owner", { name: "x", repository: "gateway" }, "INVALID_INPUT"],
    ["no branch", { name: "x", branch: "" }, "INVALID_INPUT"],
    ["an unknown environment", { name: "x", environment: "moon" }, "NOT_FOUND"],
    ["an unknown template", { name: "x", template: "moon" }, "NOT_FOUND"],
    ["a variable that the template lacks", { name: "x", variables: { what: 1 } }, "IMPOSSIBLE"],
    ["an unknown mode", { name: "x", mode: "guess" }, "INVALID_INPUT"],
  ])("are refused for %s", async (_title, part, code) => {
    await expect(world.addTrigger(part)).rejects.toMatchObject({ code });
  });

  it("are for those who may deploy", async () => {
    const viewer = as(getCtx(), aUser("viewer"));
    await expect(createTrigger(viewer, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await listTriggers(viewer, {})).items).not.toEqual([]);
  });
});

describeOnPostgres("A run of a CI system, raced", (getCtx) => {
  it("by processes that settle it at once starts one deployment", async () => {
    const ctx = getCtx();
    const world = await CiWorld.with(ctx);
    const commit = aCommit();
    const versionId = await world.build("1.0.0", commit);
    const answers = await Promise.all(
      ["Build a", "Build b", "Build c"].map((workflow) => world.tell({ commit, workflow })),
    );
    await Promise.all([
      settleRuns(ctx),
      settleRuns(ctx),
      ...answers.map(({ ciRunId }) => settleRun(ctx, ciRunId ?? "")),
    ]);
    expect(await world.countOf(versionId)).toBe(1);
  });

  it("told of by several deliveries at once is kept once", async () => {
    const ctx = getCtx();
    const world = new CiWorld(ctx);
    const { token } = await createSource(ctx, { name: "many" });
    world.token = token;
    const commit = aCommit();
    const told = { commit, runId: "same" };
    await Promise.all([1, 2, 3, 4].map((n) => world.tell({ ...told, workflow: `Build ${n}` })));
    expect(await ctx.db.ciRun.count({ where: { commit } })).toBe(1);
  });
});
