import { expect, it } from "vitest";
import { scopesOfRole } from "#lib/access/rules/scopes.ts";
import { saveDependency } from "#lib/deployments/dependencies/save.ts";
import { cancelDeployment } from "#lib/deployments/cancel.ts";
import { retireDevice } from "#lib/devices/retire.ts";
import { archiveEnvironment } from "#lib/environments/archive.ts";
import { updateEnvironment } from "#lib/environments/update.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { cancelRollbackPlan } from "#lib/rollbacks/cancel.ts";
import { checkRollbackPlan } from "#lib/rollbacks/check.ts";
import { createRollbackPlan } from "#lib/rollbacks/create.ts";
import { approveRollbackPlan, rejectRollbackPlan } from "#lib/rollbacks/decide.ts";
import { executeRollbackPlan } from "#lib/rollbacks/execute.ts";
import { expirePlans } from "#lib/rollbacks/expire.ts";
import { showTarget } from "#lib/rollbacks/find-target.ts";
import { forceRollbackPlan } from "#lib/rollbacks/force.ts";
import { giveUpRollback, goOnWithoutFailed, retryRollback } from "#lib/rollbacks/half-way.ts";
import { getPlanIncident } from "#lib/rollbacks/incidents/show.ts";
import { listRollbackDevices, listRollbackPlans } from "#lib/rollbacks/list.ts";
import { rollBackByItself } from "#lib/rollbacks/roll-back-by-itself.ts";
import { getRollbackPlan } from "#lib/rollbacks/show.ts";
import { RollbackRunner } from "#lib/rollbacks/rollback-runner.ts";
import { aPerson, failsIt, RollbackWorld, takesIt } from "#lib/rollbacks/testing/rollback-world.ts";
import { updateRollbackPlan } from "#lib/rollbacks/update.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

const idOf = ({ id }: PlanView) => ({ planId: id });

describeWithDatabase("Rollbacks", (getCtx) => {
  it("find the version before the deployment, else the last healthy one, else ask for one", async () => {
    const world = await RollbackWorld.with(getCtx());
    const { id: deploymentId } = world.deployment;
    const found = await showTarget(world.author, { deploymentId });
    expect(found).toMatchObject({
      from: { version: "2.0.0" },
      target: { foundBy: "beforeDeployment", version: "1.0.0", fault: null },
    });

    const first = await getCtx().db.version.findFirstOrThrow({
      where: { productId: world.deployments.rollouts.productId, version: "1.0.0" },
    });
    await getCtx().db.version.update({ where: { id: first.id }, data: { isDeprecated: true } });
    expect(await showTarget(world.author, { deploymentId })).toMatchObject({
      target: null,
      candidates: [{ foundBy: "beforeDeployment", fault: "is deprecated" }],
    });
    await expect(world.plan()).rejects.toMatchObject({ code: "IMPOSSIBLE" });

    await world.deployments.release("0.9.0");
    expect((await world.plan({ toVersion: "0.9.0" })).targetFoundBy).toBe("named");
  });

  it("are carried out once a second person has agreed, and leave the version held", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 3 });
    const plan = await world.plan();
    expect(plan).toMatchObject({
      status: "awaitingApproval",
      from: { version: "2.0.0" },
      to: { version: "1.0.0" },
      affectedDevices: 3,
      content: { devices: { count: 3, limit: 4 } },
      approval: { need: { count: 1, role: "approver" }, objection: "permission" },
    });
    expect(plan.checks.map(({ name, verdict }) => [name, verdict])).toContainEqual(["target", "pass"]);
    await expect(
      executeRollbackPlan(world.author, { planId: plan.id, contentDigest: plan.contentDigest }),
    ).rejects.toMatchObject({ code: "WRONG_STATE" });

    expect(await world.approve(plan)).toMatchObject({ status: "approved" });
    expect(await world.execute(plan)).toMatchObject({ status: "executing", whereabouts: { total: 3, back: 0 } });
    await world.everybody(takesIt);

    const done = await world.see(plan.id);
    expect(done).toMatchObject({ status: "completed", whereabouts: { total: 3, back: 3, failed: 0 } });
    expect(await world.running()).toEqual({ "1.0.0": 3 });
    const { productId, slug } = world.deployments.rollouts;
    const hold = await getCtx().db.releaseHold.findFirst({ where: { productId, releasedAt: null } });
    expect(hold?.digest).toBe(aDigest(`${slug}:2.0.0`));
    const release = await getCtx().db.environmentRelease.findUnique({ where: { deploymentId: world.deployment.id } });
    expect(release?.failedAt).not.toBeNull();
    expect(await world.eventTypes(plan.id)).toEqual([
      "rollback_plan_created",
      "rollback_plan_approved",
      "rollback_started",
      "rollback_completed",
    ]);
    expect((await listRollbackPlans(world.author, { product: slug })).items).toMatchObject([{ id: plan.id }]);
    const { timeline, markdown, summary } = await getPlanIncident(world.author, idOf(plan));
    expect(summary).toContain("All 3 devices have left 2.0.0.");
    expect(timeline.map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringContaining("completed")]));
    expect(markdown).toContain("## Timeline");
    const devices = await listRollbackDevices(world.author, { planId: plan.id, placement: "back", limit: 2 });
    expect(devices.items).toHaveLength(2);
    expect(devices.nextCursor).not.toBeNull();
  });

  it("are approved by nobody who made them, has lost the role, or saw something else", async () => {
    const world = await RollbackWorld.with(getCtx());
    const maker = await aPerson(getCtx(), "admin");
    const plan = await world.plan();
    const own = await createRollbackPlan(maker, { deploymentId: world.deployment.id, reason: "Doors stay open" });
    const wish = (one: PlanView) => ({ planId: one.id, contentDigest: one.contentDigest });

    await expect(approveRollbackPlan(maker, wish(own))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(approveRollbackPlan(world.author, wish(plan))).rejects.toMatchObject({ code: "FORBIDDEN" });
    // The session says approver still; the database does not know such a person.
    await expect(approveRollbackPlan(as(getCtx(), aUser("approver")), wish(plan))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const stale = { ...wish(plan), contentDigest: "0".repeat(64) };
    await expect(approveRollbackPlan(world.approver, stale)).rejects.toMatchObject({ code: "CONFLICT" });

    await world.approve(plan);
    expect((await world.approve(plan)).approval.decisions).toHaveLength(1);
    const { actor } = world.approver;
    if (actor.kind !== "user") throw new Error("Approvers are people.");
    await getCtx().db.user.update({ where: { id: actor.id }, data: { role: "viewer" } });
    await expect(executeRollbackPlan(world.author, wish(plan))).rejects.toMatchObject({ code: "CONFLICT" });
    // What a program of theirs may do has gone with it.
    const [name, createdById] = ["of the former approver", actor.id];
    const { id } = await getCtx().db.apiToken.create({
      data: { name, createdById, tokenHash: sha256(createdById), prefix: "slp_", scopes: ["approver"] },
    });
    const token = as(getCtx(), { kind: "token", id, name, scopes: scopesOfRole("approver") });
    await expect(approveRollbackPlan(token, wish(plan))).rejects.toMatchObject({ code: "FORBIDDEN" });
    const other = await aPerson(getCtx(), "approver");
    await approveRollbackPlan(other, wish(plan));
    expect((await executeRollbackPlan(world.author, wish(plan))).status).toBe("executing");
  });

  it("need new approvals when more devices come, or somebody changes them", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    await world.approve(plan);
    await world.deployments.rollouts.addDevices(3, null);
    await runs(world, "2.0.0");
    const wish = { planId: plan.id, contentDigest: plan.contentDigest };
    await expect(executeRollbackPlan(world.author, wish)).rejects.toMatchObject({ code: "CONFLICT" });

    const changed = await world.see(plan.id);
    expect(changed).toMatchObject({ status: "awaitingApproval", revision: 2, affectedDevices: 5 });
    expect(changed.statusReason).toContain("5 devices");
    await world.approve(changed);
    const edited = await updateRollbackPlan(world.author, { planId: plan.id, revision: 2, strategy: "gradual" });
    expect(edited).toMatchObject({ status: "awaitingApproval", revision: 3, batches: [10, 50, 100] });
    await expect(updateRollbackPlan(world.author, { planId: plan.id, revision: 2, reason: "?" })).rejects.toMatchObject(
      {
        code: "CONFLICT",
      },
    );
    expect(edited.approval.decisions.map(({ isCurrent }) => isCurrent)).toEqual([false, false]);
    // What was changed back is another plan all the same: nobody has agreed to the way round.
    const back = await updateRollbackPlan(world.author, { planId: plan.id, revision: 3, strategy: "immediate" });
    expect(back).toMatchObject({ status: "awaitingApproval", approval: { standing: { kind: "waiting" } } });
    expect((await world.approve(back)).status).toBe("approved");
    expect(await world.eventTypes(plan.id)).toContain("rollback_plan_changed");
  });

  it("are approved by nobody who has changed or forced them", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    const edited = await updateRollbackPlan(world.approver, { planId: plan.id, revision: 1, strategy: "gradual" });
    expect((await getRollbackPlan(world.approver, idOf(plan))).approval.objection).toBe("author");
    await expect(world.approve(edited)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { actor } = world.approver;
    if (actor.kind !== "user") throw new Error("Approvers are people.");
    // Nor by a program of theirs, or of a service account whose token they made.
    for (const userId of [null, (await aServiceAccount(getCtx())).id]) {
      const fields = { name: "of the editor", createdById: actor.id, userId, prefix: "slp_", scopes: ["approver"] };
      const { id } = await getCtx().db.apiToken.create({
        data: { ...fields, tokenHash: sha256(`${userId ?? "none"}${actor.id}`) },
      });
      const token = as(getCtx(), { kind: "token", id, name: "of the editor", scopes: scopesOfRole("approver") });
      await expect(
        approveRollbackPlan(token, { planId: plan.id, contentDigest: edited.contentDigest }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const third = await aPerson(getCtx(), "approver");
    const wish = { planId: plan.id, contentDigest: edited.contentDigest };
    expect((await approveRollbackPlan(third, wish)).status).toBe("approved");
  });

  it("begin for nobody who lost the right since the click, and for no closed account", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    await world.approve(plan);
    const wish = { planId: plan.id, contentDigest: plan.contentDigest };
    const { actor } = world.author;
    if (actor.kind !== "user") throw new Error("Authors are people.");
    await getCtx().db.user.update({ where: { id: actor.id }, data: { role: "viewer" } });
    await expect(executeRollbackPlan(world.author, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await getCtx().db.user.update({ where: { id: actor.id }, data: { role: "admin", disabledAt: new Date() } });
    await expect(executeRollbackPlan(world.author, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await world.see(plan.id)).status).toBe("approved");
  });

  it("wait for approvals again where they could not begin, also where the glass was broken", async () => {
    const world = await RollbackWorld.with(getCtx());
    const at = new Date(getCtx().clock.now().getTime() + 3_600_000).toISOString();
    const plan = await world.plan({ strategy: "scheduled", scheduledAt: at, expiresInHours: 48 });
    await world.approve(plan);
    const wish = { planId: plan.id, contentDigest: plan.contentDigest, breakGlass: { reason: "Fire" } };
    await executeRollbackPlan(world.approver, wish);
    await world.settle();
    await getCtx().db.version.update({ where: { id: plan.to.versionId }, data: { isDeprecated: true } });
    getCtx().clock.advance({ hours: 1, seconds: 1 });
    await world.settle();
    // Another plan by now: the version to go back to is gone.
    expect(await world.see(plan.id)).toMatchObject({ status: "awaitingApproval", revision: 2 });
    await getCtx().db.version.update({ where: { id: plan.to.versionId }, data: { isDeprecated: false } });
    await checkRollbackPlan(world.author, idOf(plan));
    const again = await world.see(plan.id);
    await world.approve(again);
    await executeRollbackPlan(world.author, { planId: plan.id, contentDigest: again.contentDigest });
    await getCtx().db.version.update({ where: { id: plan.to.versionId }, data: { digest: null } });
    await world.settle();
    expect((await world.see(plan.id)).status).toBe("awaitingApproval");
  });

  it("are stopped by a check, unless somebody forces them with a reason that is approved too", async () => {
    const world = await RollbackWorld.with(getCtx());
    const neighbor = await RollbackWorld.with(getCtx());
    const { productId: dependsOnId } = world.deployments.rollouts;
    await saveDependency(getCtx(), {
      productId: neighbor.deployments.rollouts.productId,
      dependsOnId,
      range: "^2.0.0",
    });
    const [environmentId, deploymentId] = [world.deployments.environmentId, neighbor.deployment.id];
    await getCtx().db.environmentRelease.update({ where: { deploymentId }, data: { environmentId } });

    const plan = await world.plan();
    expect(plan.verdict).toBe("block");
    expect(plan.checks.find(({ name }) => name === "dependencies")?.evidence).toMatchObject([
      { kind: "product", id: neighbor.deployments.rollouts.productId },
    ]);
    const { actor } = world.author;
    if (actor.kind !== "user") throw new Error("Authors are people.");
    const reach = { productIds: new Set([dependsOnId]), environmentIds: null };
    const limited = await getRollbackPlan(as(getCtx(), { ...actor, reach }), idOf(plan));
    expect(JSON.stringify(limited.checks)).not.toContain(neighbor.deployments.rollouts.slug);
    expect(JSON.stringify(limited.checks)).toContain("of another team");
    await expect(world.approve(plan)).rejects.toMatchObject({ code: "WRONG_STATE" });
    const forced = await forceRollbackPlan(world.author, { planId: plan.id, reason: "The neighbor is off." });
    expect(forced).toMatchObject({ revision: 2, isForced: true, force: { checks: ["dependencies"] } });
    expect(forced.contentDigest).not.toBe(plan.contentDigest);
    await world.approve(forced);
    expect((await world.execute(forced)).status).toBe("executing");
    expect((await checkFails(world, forced)).code).toBe("WRONG_STATE");
  });

  it("begin by themselves although one was planned and dropped before it turned bad", async () => {
    const world = await RollbackWorld.with(getCtx());
    const { environmentId, rollouts } = world.deployments;
    await updateEnvironment(getCtx(), { environmentId, automaticRollback: true });
    const [before, after] = [await world.plan(), await world.plan()];
    const failedAt = new Date(getCtx().clock.now().getTime());
    await cancelRollbackPlan(world.author, idOf(before));
    await cancelRollbackPlan(world.author, idOf(after));
    const setEnd = (id: string, seconds: number) => {
      const at = new Date(failedAt.getTime() + seconds * 1_000);
      return getCtx().db.rollbackPlan.update({ where: { id }, data: { updatedAt: at } });
    };
    await setEnd(before.id, -60);
    await setEnd(after.id, 60);
    const where = { deploymentId: world.deployment.id };
    await getCtx().db.environmentRelease.update({ where, data: { failedAt } });
    const automatic = () =>
      getCtx().db.rollbackPlan.count({ where: { productId: rollouts.productId, isAutomatic: true } });
    // Somebody has looked at it and said no.
    await rollBackByItself(getCtx());
    expect(await automatic()).toBe(0);
    await setEnd(after.id, -30);
    await rollBackByItself(getCtx());
    expect(await automatic()).toBe(1);
  });

  it("are carried out without approvals in an emergency, loudly", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    const wish = { planId: plan.id, contentDigest: plan.contentDigest, breakGlass: { reason: "Fire" } };
    await expect(executeRollbackPlan(world.author, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await executeRollbackPlan(world.approver, wish)).toMatchObject({
      status: "executing",
      breakGlass: { reason: "Fire" },
    });
    expect(await world.eventTypes(plan.id)).toContain("rollback_glass_broken");
  });

  it("stop half-way where devices fail, and a person says how to go on", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 4 });
    const plan = await world.plan();
    await world.approve(plan);
    await world.execute(plan);
    await world.everybody(failsIt);
    const stuck = await world.see(plan.id);
    expect(stuck).toMatchObject({ status: "needsDecision", whereabouts: { failed: 4, back: 0 } });
    expect(stuck.allowedActions).toEqual(expect.arrayContaining(["retry", "goOnWithout", "giveUp"]));

    await retryRollback(world.author, idOf(plan));
    await world.settle();
    await world.deployments.rollouts.answer(takesIt, { limit: 3 });
    await world.settle();
    await world.everybody(failsIt);
    expect(await world.see(plan.id)).toMatchObject({ status: "needsDecision", whereabouts: { failed: 1, back: 3 } });

    await goOnWithoutFailed(world.author, { planId: plan.id, reason: "It is on a table" });
    await world.settle();
    const done = await world.see(plan.id);
    expect(done).toMatchObject({ status: "completed", whereabouts: { failed: 1, back: 3 } });
    const types = await world.eventTypes(plan.id);
    expect(types.filter((type) => type === "rollback_stuck")).toHaveLength(2);
    expect(types.filter((type) => type === "rollback_resumed")).toHaveLength(2);
    expect(types.at(-1)).toBe("rollback_completed");
  });

  it("leave nobody a way to the version that is held: no rollout, no deployment, no way back from the next one", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const plan = await world.plan({ strategy: "gradual", batches: [50, 100] });
    await world.approve(plan);
    await world.execute(plan);
    // One goes back; the other is still asked when somebody ends it there.
    await world.deployments.rollouts.answer(takesIt, { limit: 1 });
    await cancelRollbackPlan(world.author, idOf(plan));
    await world.settle();
    expect(await world.running()).toEqual({ "1.0.0": 1, "2.0.0": 1 });

    const again = await world.deployments.run(world.template, { version: "2.0.0" }).catch((error: unknown) => error);
    await world.settle();
    expect(await world.deployments.rollouts.answer(takesIt)).toEqual([]);
    if (!(again instanceof Error)) await cancelDeployment(getCtx(), { deploymentId: (again as { id: string }).id });
    await world.settle();

    const next = await world.ship("3.0.0");
    expect(await world.running()).toEqual({ "3.0.0": 2 });
    const [rollout] = (await world.deployments.see(next.id)).rollouts;
    if (rollout === undefined) throw new Error("No rollout was made.");
    await rollBackRollout(getCtx(), { rolloutId: rollout.id, reason: "It is worse" });
    await world.settle();
    await world.everybody(takesIt);
    expect(await world.running()).toEqual({ "1.0.0": 1, "3.0.0": 1 });
    const kept = await getCtx().db.rolloutDevice.findMany({ where: { rolloutId: rollout.id, status: "healthy" } });
    expect(kept.map(({ reason }) => reason)).toEqual(["keeps this release: what it ran before is held back"]);
  });

  it("are given up with a report of what is where", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const plan = await world.plan();
    await world.approve(plan);
    await world.execute(plan);
    await world.everybody(failsIt);
    const ended = await giveUpRollback(world.author, { planId: plan.id, reason: "Send new ones" });
    expect(ended).toMatchObject({ status: "failed", statusReason: "Send new ones", whereabouts: { failed: 2 } });
    await expect(retryRollback(world.author, idOf(plan))).rejects.toMatchObject({ code: "WRONG_STATE" });
    await world.settle();
    expect((await world.see(plan.id)).status).toBe("failed");
  });

  it("wait for their time, and go on in batches", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 4 });
    const at = new Date(getCtx().clock.now().getTime() + 3_600_000).toISOString();
    await expect(world.plan({ strategy: "scheduled", scheduledAt: "9999-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const plan = await world.plan({ strategy: "scheduled", scheduledAt: at, batches: [50, 100] });
    await world.approve(plan);
    expect((await world.execute(plan)).executions[0]?.stages[0]).toMatchObject({ name: "wait", status: "waiting" });
    expect(await world.deployments.rollouts.answer(takesIt)).toEqual([]);

    getCtx().clock.advance({ hours: 1, seconds: 1 });
    await world.settle();
    expect(await world.deployments.rollouts.answer(takesIt)).toHaveLength(2);
    await world.settle();
    expect(await world.running()).toEqual({ "1.0.0": 2, "2.0.0": 2 });
    await world.everybody(takesIt);
    expect((await world.see(plan.id)).status).toBe("completed");
  });

  it("wait while a person has paused their rollout, and can be cancelled where they are", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const plan = await world.plan({ strategy: "gradual", batches: [50, 100] });
    await world.approve(plan);
    const [rollout] = (await world.execute(plan)).executions[0]?.rollouts ?? [];
    if (rollout === undefined) throw new Error("No rollout was made.");
    await pauseRollout(getCtx(), { rolloutId: rollout.id, reason: "lunch" });
    await world.settle();
    expect((await world.see(plan.id)).status).toBe("executing");
    await resumeRollout(getCtx(), { rolloutId: rollout.id });
    await world.settle();
    await world.deployments.rollouts.answer(takesIt, { limit: 1 });
    await cancelRollbackPlan(world.author, { planId: plan.id, reason: "Enough" });
    await world.settle();
    expect(await world.see(plan.id)).toMatchObject({ status: "cancelled", whereabouts: { back: 1 } });
    expect((await getCtx().db.rollout.findUniqueOrThrow({ where: { id: rollout.id } })).status).toBe("cancelled");
  });

  it("stop what still brings the version", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const more = await world.deployments.rollouts.addDevices(2);
    const again = await world.deployments.run(world.template, { version: "2.0.0" });
    expect(again.status).toBe("running");
    const plan = await world.plan();
    expect(plan.checks.find(({ name }) => name === "activeDeployments")).toMatchObject({ verdict: "warn" });
    await world.approve(plan);
    await world.execute(plan);
    expect((await world.deployments.see(again.id)).status).toBe("cancelled");
    await world.everybody(takesIt);
    expect((await world.see(plan.id)).status).toBe("completed");
    expect(more).toHaveLength(2);
    expect(await world.running()).toEqual({ "1.0.0": 4 });
  });

  it("are rejected with a reason, and expire", async () => {
    const world = await RollbackWorld.with(getCtx());
    const [rejected, late] = [await world.plan(), await world.plan({ expiresInHours: 1 })];
    const digest = { contentDigest: rejected.contentDigest };
    await expect(rejectRollbackPlan(world.approver, { ...idOf(rejected), ...digest })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(
      await rejectRollbackPlan(world.approver, { ...idOf(rejected), ...digest, reason: "Fix it forward" }),
    ).toMatchObject({ status: "rejected", statusReason: "Fix it forward" });

    getCtx().clock.advance({ hours: 2 });
    await expect(world.approve(late)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expirePlans(getCtx());
    expect((await world.see(late.id)).status).toBe("expired");
    expect(await world.eventTypes(late.id)).toContain("rollback_plan_expired");
  });

  it("begin by themselves twice an hour for a product; the third time it is held, and a person is called", async () => {
    const world = await RollbackWorld.with(getCtx());
    const { productId } = world.deployments.rollouts;
    await updateEnvironment(getCtx(), { environmentId: world.deployments.environmentId, automaticRollback: true });
    const plansOf = () => getCtx().db.rollbackPlan.findMany({ where: { productId }, orderBy: { number: "asc" } });

    for (const version of ["3.0.0", "4.0.0", "5.0.0"]) {
      const { id } = await world.ship(version);
      await getCtx().db.environmentRelease.update({
        where: { deploymentId: id },
        data: { failedAt: getCtx().clock.now() },
      });
      await Promise.all([rollBackByItself(getCtx()), rollBackByItself(getCtx())]);
      await world.settle();
      await world.everybody(takesIt);
    }
    const plans = await plansOf();
    expect(plans.map(({ isAutomatic, status }) => [isAutomatic, status])).toEqual([
      [true, "completed"],
      [true, "completed"],
      [true, "awaitingApproval"],
    ]);
    expect(plans[2]?.statusReason).toContain("a person must look");
    expect(await world.running()).toEqual({ "5.0.0": 2 });
    const held = await getCtx().db.releaseHold.findMany({ where: { productId, releasedAt: null } });
    expect(held.map(({ tag }) => tag).sort()).toEqual(["3.0.0", "4.0.0", "5.0.0"]);
    expect(await world.eventTypes(plans[2]?.id ?? "")).toContain("automatic_rollback_stopped");

    await rollBackByItself(getCtx());
    expect(await plansOf()).toHaveLength(3);
  });
});

describeOnPostgres("Rollbacks of many at once", (getCtx) => {
  const MANY = 50;

  it("are approved once and carried out once", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    const wish = { planId: plan.id, contentDigest: plan.contentDigest };
    const people = await Promise.all(Array.from({ length: MANY }, () => aPerson(getCtx(), "approver")));
    const approvals = await Promise.allSettled(people.map((person) => approveRollbackPlan(person, wish)));
    expect(approvals.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await getCtx().db.rollbackApproval.count({ where: { planId: plan.id } })).toBe(1);

    const executions = await Promise.allSettled(people.map(() => executeRollbackPlan(world.author, wish)));
    expect(executions.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const codes = executions.flatMap((one) =>
      one.status === "rejected" ? [(one.reason as { code: string }).code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(["WRONG_STATE"]));
    expect(await getCtx().db.rollbackExecution.count({ where: { planId: plan.id } })).toBe(1);
  });

  it("come to their end although every second process is killed, before or after whatever it writes", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 3 });
    const plan = await world.plan({ strategy: "gradual", batches: [34, 100] });
    await world.approve(plan);
    await executeRollbackPlan(world.author, { planId: plan.id, contentDigest: plan.contentDigest });
    for (let round = 0; (await world.see(plan.id)).status === "executing"; round++) {
      expect(round).toBeLessThan(120);
      const runner = new RollbackRunner(dyingAt(getCtx(), round % 7, round % 2 === 0));
      await runner.turn().catch(() => undefined);
      await runner.settle();
      // Longer than any lease.
      getCtx().clock.advance({ minutes: 3 });
      if (round % 5 !== 4) continue;
      await world.deployments.settle();
      await world.deployments.rollouts.answer(takesIt);
      await world.deployments.settle();
    }
    expect(await world.see(plan.id)).toMatchObject({ status: "completed", whereabouts: { total: 3, back: 3 } });
    expect(await world.running()).toEqual({ "1.0.0": 3 });
    const { productId } = world.deployments.rollouts;
    expect(await getCtx().db.rollout.count({ where: { productId, rollbackRound: { not: null } } })).toBe(1);
    expect(await getCtx().db.releaseHold.count({ where: { productId, releasedAt: null } })).toBe(1);
    const types = await world.eventTypes(plan.id);
    expect(types.filter((type) => type.startsWith("rollback_") && !type.startsWith("rollback_plan"))).toEqual([
      "rollback_started",
      "rollback_completed",
    ]);
  });

  it("go on by one decision where many decide half-way at once", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 3 });
    const plan = await world.plan();
    await world.approve(plan);
    await world.execute(plan);
    await world.everybody(failsIt);
    expect((await world.see(plan.id)).status).toBe("needsDecision");
    const ways = [retryRollback, goOnWithoutFailed, giveUpRollback];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => (ways[at % 3] ?? retryRollback)(world.author, idOf(plan))),
    );
    const codes = outcomes.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
    expect(codes).toHaveLength(29);
    for (const code of codes) expect(["WRONG_STATE", "CONFLICT"]).toContain(code);
    await world.settle();
    await world.everybody(takesIt);
    expect(["completed", "failed"]).toContain((await world.see(plan.id)).status);
  });

  it("do not wait for devices that are gone, and keep their environment from being archived meanwhile", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 3 });
    const plan = await world.plan();
    await world.approve(plan);
    await world.execute(plan);
    await world.deployments.rollouts.answer(takesIt, { limit: 1 });
    const left = await getCtx().db.rolloutDevice.findFirstOrThrow({
      where: { rolloutId: (await world.see(plan.id)).executions[0]?.rollouts[0]?.id ?? "", status: "scheduled" },
    });
    await retireDevice(getCtx(), { deviceId: left.deviceId });
    const { environmentId, rollouts } = world.deployments;
    rollouts.deviceIds.splice(rollouts.deviceIds.indexOf(left.deviceId), 1);
    await expect(archiveEnvironment(getCtx(), { environmentId })).rejects.toMatchObject({ code: "CONFLICT" });
    await world.settle();
    await world.everybody(takesIt);
    expect(await world.see(plan.id)).toMatchObject({ status: "completed", whereabouts: { total: 2, back: 2 } });
    await archiveEnvironment(getCtx(), { environmentId });
  });

  it("stand still while a device is away, and go on without it or when it comes back", async () => {
    const world = await RollbackWorld.with(getCtx(), { devices: 2 });
    const plan = await world.plan();
    await world.approve(plan);
    await world.execute(plan);
    await world.deployments.rollouts.answer(takesIt, { limit: 1 });
    getCtx().clock.advance({ hours: 3 });
    await world.settle();
    const stuck = await world.see(plan.id);
    expect(stuck).toMatchObject({ status: "needsDecision", whereabouts: { back: 1 } });
    await retryRollback(world.author, idOf(plan));
    await world.settle();
    await world.everybody(takesIt);
    expect(await world.see(plan.id)).toMatchObject({ status: "completed", whereabouts: { back: 2 } });
  });

  it("begin one at a time where several are approved for the same place", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plans = await Promise.all(Array.from({ length: 8 }, () => world.plan()));
    for (const plan of plans) await world.approve(plan);
    const begun = await Promise.allSettled(
      plans.map(({ id, contentDigest }) => executeRollbackPlan(world.author, { planId: id, contentDigest })),
    );
    expect(begun.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await world.settle();
    await world.everybody(takesIt);
    const seen = await Promise.all(plans.map(({ id }) => world.see(id)));
    expect(seen.filter(({ status }) => status === "completed")).toHaveLength(1);
    expect(seen.filter(({ executions }) => executions.length > 0)).toHaveLength(1);
  });

  it("leave one decision where all is asked at once", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    const wish = { planId: plan.id, contentDigest: plan.contentDigest };
    const people = await Promise.all(Array.from({ length: 12 }, () => aPerson(getCtx(), "approver")));
    const outcomes = await Promise.allSettled(
      people.map((person, at) => {
        if (at % 4 === 0) return approveRollbackPlan(person, wish);
        if (at % 4 === 1) return rejectRollbackPlan(person, { ...wish, reason: "No" });
        if (at % 4 === 2) return updateRollbackPlan(person, { planId: plan.id, revision: 1, reason: `Because ${at}` });
        return executeRollbackPlan(person, wish);
      }),
    );
    const codes = outcomes.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
    for (const code of codes) expect(["WRONG_STATE", "CONFLICT", "FORBIDDEN"]).toContain(code);
    const seen = await world.see(plan.id);
    // At most one of the edits is kept, and nothing begins that was not approved as it is.
    expect(seen.revision).toBeLessThanOrEqual(2);
    if (seen.status === "executing") expect(seen.approval.standing.kind).toBe("approved");
    expect(await getCtx().db.rollbackExecution.count({ where: { planId: plan.id } })).toBeLessThanOrEqual(1);
  });

  it("begin by themselves twice within the hour, however many look at however many deployments", async () => {
    const world = await RollbackWorld.with(getCtx());
    const { productId } = world.deployments.rollouts;
    await updateEnvironment(getCtx(), { environmentId: world.deployments.environmentId, automaticRollback: true });
    for (const version of ["3.0.0", "4.0.0", "5.0.0", "6.0.0"]) {
      const { id } = await world.ship(version);
      const failedAt = getCtx().clock.now();
      await getCtx().db.environmentRelease.update({ where: { deploymentId: id }, data: { failedAt } });
      await Promise.all(Array.from({ length: 6 }, () => rollBackByItself(getCtx())));
      await world.settle();
      await world.everybody(takesIt);
    }
    const plans = await getCtx().db.rollbackPlan.findMany({ where: { productId }, include: { executions: true } });
    expect(plans).toHaveLength(4);
    expect(plans.filter(({ executions }) => executions.length > 0)).toHaveLength(2);
  });

  it("make one rollout, however many processes carry them out and however often they are killed", async () => {
    const world = await RollbackWorld.with(getCtx());
    const plan = await world.plan();
    await world.approve(plan);
    await executeRollbackPlan(world.author, { planId: plan.id, contentDigest: plan.contentDigest });
    for (let round = 0; round < 10; round++) {
      const runners = Array.from({ length: 4 }, () => new RollbackRunner(getCtx()));
      await Promise.all(runners.map((runner) => runner.turn()));
      // Every other one is told to stop in the middle of what it does.
      await Promise.all(runners.map((runner, at) => (at % 2 === 0 ? runner.stop() : runner.settle())));
      getCtx().clock.advance({ seconds: 20 });
    }
    await world.settle();
    const where = { productId: world.deployments.rollouts.productId, rollbackRound: { not: null } };
    expect(await getCtx().db.rollout.count({ where })).toBe(1);
    await world.everybody(takesIt);
    expect((await world.see(plan.id)).status).toBe("completed");
  });
});

/** The same context in a process that dies at its n-th transaction: before the commit, or just after it. */
function dyingAt(ctx: RollbackWorld["ctx"], at: number, isCommitted: boolean): RollbackWorld["ctx"] {
  let count = 0;
  type Run = (work: unknown, options: unknown) => Promise<unknown>;
  const run: Run = async (work, options) => {
    const isDead = count > at;
    const isLast = count++ === at;
    if (isDead || (isLast && !isCommitted)) throw new Error("This process was killed.");
    const done = await (ctx.db.$transaction as unknown as Run)(work, options);
    if (isLast) throw new Error("This process was killed.");
    return done;
  };
  const db = new Proxy(ctx.db, {
    get: (target, name) => (name === "$transaction" ? run : (Reflect.get(target, name) as unknown)),
  });
  return { ...ctx, db };
}

/** Devices that name no version yet say that they run this one. */
async function runs(world: RollbackWorld, version: string): Promise<void> {
  const { slug, image, deviceIds } = world.deployments.rollouts;
  await world.ctx.db.$executeRaw`
    INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
    SELECT id, ${slug}, ${image}, ${aDigest(`${slug}:${version}`)}, ${version}, ${world.ctx.clock.now()}::timestamptz
    FROM unnest(${deviceIds}::uuid[]) AS id ON CONFLICT DO NOTHING`;
}

async function aServiceAccount(ctx: RollbackWorld["ctx"]): Promise<{ id: string }> {
  const email = `service-${crypto.randomUUID()}@example.com`;
  return ctx.db.user.create({ data: { email, name: "A service account", role: "approver", passwordHash: "" } });
}

async function checkFails(world: RollbackWorld, plan: PlanView): Promise<{ code: string }> {
  return checkRollbackPlan(world.author, idOf(plan)).then(
    () => ({ code: "none" }),
    (error: unknown) => error as { code: string },
  );
}
