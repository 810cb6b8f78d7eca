import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { previewPromotion } from "#lib/deployments/promotion/preview.ts";
import { promoteDeployment } from "#lib/deployments/promotion/promote.ts";
import { getDeployment } from "#lib/deployments/find.ts";
import { workOnQueue } from "#lib/deployments/queue/work-on-queue.ts";
import { openSecrets } from "#lib/deployments/secrets.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import { DeployWorld } from "#lib/deployments/testing/deploy-world.ts";
import { endRelease } from "#lib/environments/record-release.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { holdVersion } from "#lib/rollouts/hold-version.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("A promotion", (getCtx) => {
  let world: DeployWorld;
  const promote = (deploymentId: string, part: Record<string, unknown> = {}) =>
    promoteDeployment(getCtx(), { deploymentId, ...part });

  beforeAll(async () => {
    world = await DeployWorld.with(getCtx());
    await world.addProduct("shop", "1.0.0", "1.1.0", "2.0.0");
  });

  it("is refused for what is not completed", async () => {
    const { id } = await world.deploy("shop", "1.0.0");
    await expect(promote(id)).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringMatching(/not completed in Staging/) as string,
    });
    expect((await previewPromotion(getCtx(), { deploymentId: id })).objection).toMatch(/not completed/);
    await world.complete(id, "failed");
    await expect(promote(id)).rejects.toMatchObject({
      message: expect.stringMatching(/Not every check passed/) as string,
    });
  });

  it("deploys exactly what was verified to the next environment, with the values that it had", async () => {
    const source = await world.deployed("shop", "1.1.0", { variables: { target: "staging", password: "sesame" } });
    const shown = await previewPromotion(getCtx(), { deploymentId: source.id });
    expect(shown).toMatchObject({
      to: { slug: "production", deviceCount: 1 },
      running: null,
      pair: null,
      objection: null,
    });

    const made = await promote(source.id, { name: "Go" });
    expect(made).toMatchObject({
      name: "Go",
      status: "queued",
      environment: { slug: "production" },
      version: "1.1.0",
      release: { digest: source.release.digest },
      promotedFrom: { id: source.id },
      trigger: { kind: "promotion", id: source.id },
      variables: { target: "production", password: null },
    });
    expect(openSecrets(getCtx(), await requireDeployment(getCtx().db, made.id))).toEqual({ password: "sesame" });
    expect(await getCtx().db.event.findFirst({ where: { type: "deployment_promoted" } })).toMatchObject({
      subjectId: source.id,
      data: { from: "staging", to: "production", deployment: made.number },
    });
    await world.complete(made.id);
    await expect(promote(source.id)).rejects.toMatchObject({
      message: expect.stringMatching(/runs in Production already/) as string,
    });
    await expect(promote(made.id)).rejects.toMatchObject({
      message: expect.stringMatching(/last environment/) as string,
    });
  });

  it("is refused for what was found bad since", async () => {
    const ctx = getCtx();
    const { id } = await world.deployed("shop", "2.0.0");
    await inTransaction(ctx, (tx) => endRelease(tx, id, ctx.clock.now()));
    await expect(promote(id)).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringMatching(/found bad there/) as string,
    });
  });

  it("is refused when the version holds something else by now", async () => {
    const ctx = getCtx();
    await world.addVersion("shop", "3.0.0");
    const { id } = await world.deployed("shop", "3.0.0");
    await ctx.db.version.updateMany({ where: { version: "3.0.0" }, data: { digest: `sha256:${"0".repeat(64)}` } });
    await expect(promote(id)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is the only way into an environment that asks for it", async () => {
    await world.addVersion("shop", "4.0.0");
    await expect(world.deploy("shop", "4.0.0", { environment: "production" })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
  });

  it("is asked for anew once the version holds something else than what was verified", async () => {
    const ctx = getCtx();
    await world.addVersion("shop", "4.1.0");
    await world.deployed("shop", "4.1.0");
    const direct = () => world.deploy("shop", "4.1.0", { environment: "production" });
    expect((await direct()).status).toBe("queued");
    await ctx.db.version.updateMany({ where: { version: "4.1.0" }, data: { digest: `sha256:${"1".repeat(64)}` } });
    await expect(direct()).rejects.toMatchObject({
      code: "IMPOSSIBLE",
      message: expect.stringMatching(/has not passed Staging/) as string,
    });
  });

  it("does not count what is being taken back", async () => {
    await world.addVersion("shop", "4.2.0");
    const { id } = await world.deployed("shop", "4.2.0");
    await world.setStatus(id, "rollingBack");
    await expect(promote(id)).rejects.toMatchObject({ message: expect.stringMatching(/being taken back/) as string });
    await expect(world.deploy("shop", "4.2.0", { environment: "production" })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
  });

  it("that waits is cancelled when its source is found bad, or nobody is to have the version any more", async () => {
    const ctx = getCtx();
    for (const version of ["4.3.0", "4.4.0", "4.5.0"]) await world.addVersion("shop", version);
    const [bad, deprecated, held] = [
      await world.deployed("shop", "4.3.0"),
      await world.deployed("shop", "4.4.0"),
      await world.deployed("shop", "4.5.0"),
    ];
    const scheduledAt = new Date(ctx.clock.now().getTime() + 600_000).toISOString();
    const made = await Promise.all([bad, deprecated, held].map(({ id }) => promote(id, { scheduledAt })));
    await inTransaction(ctx, (tx) => endRelease(tx, bad.id, ctx.clock.now()));
    await deprecateVersion(ctx, { versionId: deprecated.versionId, reason: "It loses orders." });
    ctx.clock.advance({ minutes: 11 });
    await holdVersion(ctx, { versionId: held.versionId, reason: "Wait." });
    await workOnQueue(ctx);
    const seen = await Promise.all(made.map(({ id }) => getDeployment(ctx, { deploymentId: id })));
    expect(seen).toMatchObject([
      { status: "cancelled", statusReason: expect.stringContaining(`#${bad.number}`) as string },
      { status: "cancelled", statusReason: expect.stringContaining("It loses orders.") as string },
      { status: "queued", statusReason: expect.stringContaining("held back") as string },
    ]);
  });

  it("goes nowhere else, and is for those who may", async () => {
    const ctx = getCtx();
    await world.addVersion("shop", "5.0.0");
    const { id } = await world.deployed("shop", "5.0.0");
    await expect(promote(id, { environment: "moon" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(promote(id, { environment: "staging" })).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(promote(id, { template: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(promote(id, { variables: { what: 1 } })).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    await expect(promote(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(promote("x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const viewer = as(ctx, aUser("viewer"));
    await expect(promoteDeployment(viewer, { deploymentId: id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
