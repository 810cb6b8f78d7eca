import { expect, it } from "vitest";
import { cancelDeployment } from "#lib/deployments/cancel.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { DeploymentRunner } from "#lib/deployments/deployment-runner.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import { deployFromTemplate } from "#lib/deployments/deploy.ts";
import { pauseDeployment } from "#lib/deployments/pause.ts";
import { resumeDeployment } from "#lib/deployments/resume.ts";
import { retryDeployment } from "#lib/deployments/retry.ts";
import { rollBackDeployment } from "#lib/deployments/roll-back.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { startRolloutByHand } from "#lib/deployments/start-rollout-by-hand.ts";
import { as, aToken, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

const rollout = { name: "rollout", kind: "rollout", config: { batches: [100] } };
const soak = { name: "soak", kind: "wait", config: { minutes: 10 } };
const everybody = { name: "everybody", kind: "rollout", config: { batches: [100] } };

describeWithDatabase("deployments", (getCtx) => {
  it("stand in the line first, and hold what they are made of", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const hook = {
      name: "hook",
      kind: "webhook",
      config: { url: "https://hooks.example.com/x", headers: { Authorization: "${token}" } },
    };
    const template = await world.template([rollout, hook], [{ name: "token", type: "secret" }]);
    const made = await world.deploy(template, { variables: { token: "very-secret" }, priority: "high" });
    expect(made).toMatchObject({
      status: "queued",
      priority: "high",
      version: "2.0.0",
      release: { digest: aDigest(`${world.rollouts.slug}:2.0.0`), image: world.rollouts.image },
      queue: { status: "waiting" },
      variables: { token: null },
      trigger: { kind: "manual" },
      allowedActions: ["cancel"],
    });
    const row = await getCtx().db.deployment.findUniqueOrThrow({ where: { id: made.id } });
    expect(JSON.stringify(row)).not.toContain("very-secret");
    expect(await world.eventTypes(made.id)).toEqual(["deployment_created"]);
  });

  it("bring a release to the devices of their environment, stage by stage", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const canary = {
      ...rollout,
      name: "canary",
      config: { batches: [100], devices: { deviceIds: [world.rollouts.deviceIds[0]] } },
    };
    const started = await world.run(await world.template([canary, soak, everybody]));
    expect(started).toMatchObject({ status: "running", rollouts: [{ stage: "canary" }] });
    await world.everybodyTakesIt();
    const soaking = await world.see(started.id);
    expect(soaking.stages.map(({ status }) => status)).toEqual(["completed", "waiting", "pending"]);
    expect(soaking.statusReason).toContain("Waits until");

    ctx.clock.advance({ minutes: 11 });
    await world.settle();
    await world.everybodyTakesIt();
    const done = await world.see(started.id);
    expect(done).toMatchObject({ status: "completed", allowedActions: ["rollBack"] });
    const release = await ctx.db.environmentRelease.findUniqueOrThrow({ where: { deploymentId: started.id } });
    expect(release.verifiedAt).not.toBeNull();
    expect(await world.eventTypes(started.id)).toEqual([
      "deployment_created",
      "deployment_started",
      "stage_started",
      "stage_waiting",
      "stage_waiting",
      "stage_completed",
      "stage_started",
      "stage_waiting",
      "stage_completed",
      "stage_started",
      "stage_waiting",
      "stage_waiting",
      "stage_completed",
      "deployment_completed",
    ]);
  });

  it("take their rollouts back, the last one first, when a person asks", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const canary = {
      ...rollout,
      name: "canary",
      config: { batches: [100], devices: { deviceIds: [world.rollouts.deviceIds[0]] } },
    };
    const { id } = await world.run(await world.template([canary, everybody]));
    await world.everybodyTakesIt();
    await rollBackDeployment(getCtx(), { deploymentId: id, reason: "It crashes at night." });
    await world.settle();
    const [, second] = (await world.see(id)).rollouts;
    expect((await world.see(id)).status).toBe("rollingBack");
    expect(second?.status).toBe("rollingBack");
    for (let round = 0; round < 3; round++) {
      await world.rollouts.answer(["accepted", "rolledBack"]);
      await world.settle();
    }
    expect(await world.see(id)).toMatchObject({
      status: "rolledBack",
      rollouts: [{ status: "rolledBack" }, { status: "rolledBack" }],
    });
    const release = await getCtx().db.environmentRelease.findUniqueOrThrow({ where: { deploymentId: id } });
    expect(release.failedAt).not.toBeNull();
  });

  it("are taken back by themselves when a later stage fails", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const gate = { name: "gate", kind: "approval", timeLimitMinutes: 5, config: {} };
    const { id } = await world.run(await world.template([rollout, gate]));
    await world.everybodyTakesIt();
    expect((await world.see(id)).statusReason).toContain("one more approval");
    getCtx().clock.advance({ minutes: 6 });
    await world.settle();
    await world.rollouts.answer(["accepted", "rolledBack"]);
    await world.settle();
    const view = await world.see(id);
    expect(view.status).toBe("rolledBack");
    expect(view.statusReason).toContain("The time limit of 5 minutes is over.");
    expect(view.stages.map(({ status }) => status)).toEqual(["rolledBack", "failed"]);
  });

  it("are cancelled with their rollouts, and keep what was done", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const { id } = await world.run(await world.template([rollout, soak]));
    const view = await cancelDeployment(getCtx(), { deploymentId: id, reason: "Wrong version." });
    expect(view).toMatchObject({
      status: "cancelled",
      statusReason: "Wrong version.",
      rollouts: [{ status: "cancelled" }],
    });
    await world.settle();
    expect((await world.see(id)).stages.map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
    await expect(cancelDeployment(getCtx(), { deploymentId: id })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("are cancelled before they start", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const { id } = await world.deploy(await world.template([rollout]));
    expect(await cancelDeployment(getCtx(), { deploymentId: id })).toMatchObject({ status: "cancelled", rollouts: [] });
  });

  it("pause with their rollouts, and go on with them", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const { id, rollouts } = await world.run(await world.template([rollout]));
    expect(await pauseDeployment(ctx, { deploymentId: id })).toMatchObject({
      status: "paused",
      rollouts: [{ status: "paused" }],
      allowedActions: ["cancel", "resume", "rollBack"],
    });
    await world.settle();
    expect(await resumeDeployment(ctx, { deploymentId: id })).toMatchObject({ rollouts: [{ status: "running" }] });
    await world.settle();
    expect((await world.see(id)).status).toBe("running");

    const rolloutId = rollouts[0]?.id;
    await pauseRollout(ctx, { rolloutId, reason: "Have a look." });
    await world.settle();
    expect(await world.see(id)).toMatchObject({
      status: "paused",
      statusReason: expect.stringContaining("Have a look.") as string,
    });
    await resumeRollout(ctx, { rolloutId });
    await world.settle();
    expect((await world.see(id)).status).toBe("running");
    await world.everybodyTakesIt();
    expect((await world.see(id)).status).toBe("completed");
  });

  it("are tried again where they failed", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const gate = { name: "gate", kind: "approval", timeLimitMinutes: 5, onFailure: "stop", config: {} };
    const { id } = await world.run(await world.template([gate, rollout]));
    ctx.clock.advance({ minutes: 6 });
    await world.settle();
    expect(await world.see(id)).toMatchObject({ status: "failed", allowedActions: ["rollBack", "retry"] });
    await retryDeployment(ctx, { deploymentId: id });
    await world.settle();
    expect((await world.see(id)).stages[0]).toMatchObject({ status: "waiting", attempt: 2 });
  });

  it("end with what was superseded, without counting as failed", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const template = await world.template([rollout]);
    const first = await world.run(template);
    const second = await world.run(template, { version: "3.0.0" });
    await world.settle();
    expect(await world.see(first.id)).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringContaining("superseded") as string,
    });
    expect((await world.see(second.id)).status).toBe("running");
  });

  it.each([
    ["a version that nobody made", { version: "9.9.9" }, "NOT_FOUND"],
    ["an unknown environment", { environment: "nowhere" }, "NOT_FOUND"],
    ["an unknown template", { template: "none" }, "NOT_FOUND"],
    ["an unknown variable", { variables: { color: "red" } }, "IMPOSSIBLE"],
    ["a time that is over", { scheduledAt: "2020-01-01T00:00:00Z" }, "IMPOSSIBLE"],
    ["a time that nobody can mean", { scheduledAt: "9999-12-31T23:59:59Z" }, "IMPOSSIBLE"],
    ["a version of a template that no number can be", { templateVersion: 2 ** 31 }, "INVALID_INPUT"],
    ["a strange priority", { priority: "urgent" }, "INVALID_INPUT"],
  ])("are refused for %s", async (_title, wishes, code) => {
    const world = await DeploymentWorld.with(getCtx());
    await world.release("2.0.0");
    const template = await world.template([rollout]);
    const input = { template, product: world.rollouts.slug, version: "2.0.0", environment: world.environment };
    await expect(deployFromTemplate(getCtx(), { ...input, ...wishes })).rejects.toMatchObject({ code });
  });

  it("are refused to an environment without devices, and for a version not verified before", async () => {
    const ctx = getCtx();
    const empty = await DeploymentWorld.with(ctx, { devices: 0 });
    await expect(empty.deploy(await empty.template([rollout]))).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    const strict = await DeploymentWorld.with(ctx, { environment: { requiresPromotion: true } });
    await expect(strict.deploy(await strict.template([rollout]))).rejects.toThrow("has not passed");
  });

  it("need the permission to write", async () => {
    const world = await DeploymentWorld.with(getCtx());
    const template = await world.template([rollout]);
    await world.release("2.0.0");
    const viewer = as(getCtx(), aUser("viewer"));
    await expect(deployFromTemplate(viewer, { template })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const program = as(getCtx(), aToken("deployments:write"));
    const made = await deployFromTemplate(program, {
      template,
      product: world.rollouts.slug,
      version: "2.0.0",
      environment: world.environment,
    });
    expect(made.trigger.kind).toBe("api");
  });

  it("stand around every rollout that is started by hand, and follow it to its end and back", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const policyId = await makePolicy(ctx, {
      name: `policy-${world.rollouts.slug}`,
      imagePattern: world.rollouts.image,
      productId: world.rollouts.productId,
      deviceFilter: { fleets: [world.rollouts.fleet] },
    });
    const made = await startRolloutByHand(ctx, {
      policyId,
      tag: "2.0.0",
      digest: aDigest(`${world.rollouts.slug}:2.0.0`),
    });
    const deploymentId = made.deploymentId ?? "";
    await world.settle();
    expect(await world.see(deploymentId)).toMatchObject({
      status: "running",
      trigger: { kind: "manual", id: policyId },
      version: "2.0.0",
      versionId: expect.any(String) as string,
      queue: null,
    });
    await world.everybodyTakesIt();
    expect((await world.see(deploymentId)).status).toBe("completed");
    await rollBackRollout(ctx, { rolloutId: made.id });
    await world.settle();
    expect((await world.see(deploymentId)).status).toBe("rollingBack");
    await world.rollouts.answer(["accepted", "rolledBack"]);
    await world.settle();
    expect((await world.see(deploymentId)).status).toBe("rolledBack");
  });
});

describeOnPostgres("deployments, and who races for them", (getCtx) => {
  it("are cancelled or completed, never both, when both come at once", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const template = await world.template([{ name: "moment", kind: "wait", config: { minutes: 0 } }]);
    for (let round = 0; round < 6; round++) {
      const { id } = await world.deploy(template);
      await inTransaction(ctx, (tx) => startDeployment(ctx, tx, id));
      const [cancelled] = await Promise.allSettled([cancelDeployment(ctx, { deploymentId: id }), world.settle()]);
      await world.settle();
      const { status, queue } = await world.see(id);
      const released = await ctx.db.environmentRelease.count({ where: { deploymentId: id } });
      if (status === "completed") expect(released).toBe(1);
      else expect([status, released]).toEqual(["cancelled", 0]);
      if (cancelled.status === "rejected") expect(cancelled.reason).toMatchObject({ code: "WRONG_STATE" });
      expect(queue?.status).toBe(status === "completed" ? "done" : "cancelled");
    }
  });

  it("are carried on by two processes without anything being done twice", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const other = new DeploymentRunner(ctx);
    const moment = { kind: "wait", config: { minutes: 0 } };
    const names = ["a", "b", "c", "d"];
    const template = await world.template(
      names.map((name) => ({ ...moment, name, needs: name < "c" ? [] : ["a", "b"] })),
    );
    const ids: string[] = [];
    for (let count = 0; count < 6; count++) {
      const { id } = await world.deploy(template);
      await inTransaction(ctx, (tx) => startDeployment(ctx, tx, id));
      ids.push(id);
    }
    for (let round = 0; round < 4; round++) {
      await Promise.all([world.runner.turn(), other.turn()]);
      await Promise.all([world.runner.settle(), other.settle()]);
    }
    for (const id of ids) {
      expect((await world.see(id)).status).toBe("completed");
      const types = await world.eventTypes(id);
      expect(types.filter((type) => type === "stage_started")).toHaveLength(4);
      expect(types.filter((type) => type === "stage_completed")).toHaveLength(4);
      expect(types.filter((type) => type === "deployment_completed")).toHaveLength(1);
    }
  });
});
