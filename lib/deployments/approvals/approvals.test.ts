import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { approveDeployment, rejectDeployment } from "#lib/deployments/approvals/decide.ts";
import { listApprovals } from "#lib/deployments/approvals/show.ts";
import { aDeployment } from "#lib/deployments/testing/a-deployment.ts";
import { aToken, aUser, as } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const two = { count: 2, role: "approver" } as const;
const ask = { name: "ask", kind: "approval", config: { count: 1, role: "admin", message: "Is it well?" } } as const;

const approve = (ctx: TestContext, deploymentId: string, part: Record<string, unknown> = {}) =>
  approveDeployment(ctx, { deploymentId, ...part });
const reject = (ctx: TestContext, deploymentId: string, reason = "It is late.") =>
  rejectDeployment(ctx, { deploymentId, reason });
const decisionsOf = (ctx: TestContext, deploymentId: string) =>
  ctx.db.deploymentApproval.findMany({ where: { deploymentId } });

describeWithDatabase("Approvals", (getCtx) => {
  const author = aUser("approver");
  const ada = aUser("approver");
  const bob = aUser("approver");

  it("of as many as are asked for let a deployment start, and leave events", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author, need: two });
    const first = await approve(as(ctx, ada), id, { reason: "Fine." });
    expect(first.approvals).toMatchObject([
      { stage: "", standing: { kind: "waiting", given: 1, missing: 1 }, isAsking: true, objection: "decided" },
    ]);
    ctx.clock.advance({ minutes: 1 });
    const second = await approve(as(ctx, bob), id);
    expect(second.approvals[0]).toMatchObject({
      standing: { kind: "approved", given: 2 },
      isAsking: false,
      decisions: [{ decision: "approved", reason: "Fine." }, { decision: "approved" }],
    });
    const events = await ctx.db.event.findMany({ where: { subjectId: id, type: "deployment_approved" } });
    expect(events).toHaveLength(2);
  });

  it("by two clicks are one", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author, need: two });
    await approve(as(ctx, ada), id);
    expect((await approve(as(ctx, ada), id)).approvals[0]?.standing).toEqual({ kind: "waiting", given: 1, missing: 1 });
    expect(await decisionsOf(ctx, id)).toHaveLength(1);
  });

  it("are never the author's, nor those of the author's own token", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author, need: two });
    await expect(approve(as(ctx, author), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const token = aToken("deployments:approve", "deployments:read");
    await ctx.db.apiToken.create({
      data: {
        id: token.id,
        name: "mine",
        tokenHash: Buffer.from(randomUUID()),
        prefix: "slp",
        scopes: [],
        createdById: author.id,
      },
    });
    await expect(approve(as(ctx, token), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    // Nor is there somebody else in a token that it made.
    const another = await createToken(as(ctx, { ...token, scopes: new Set([...token.scopes, "tokens:write"]) }), {
      name: "another",
      scopes: ["deployments:approve"],
    });
    const made = as(ctx, { ...token, id: another.id });
    await expect(approve(made, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await listApprovals(as(ctx, author), { deploymentId: id })).approvals[0]).toMatchObject({
      objection: "author",
      mayReject: true,
    });
  });

  it("may come from a program that belongs to nobody", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author, need: { count: 1, role: "approver" } });
    const answer = await approve(as(ctx, aToken("deployments:approve")), id);
    expect(answer.approvals[0]?.standing.kind).toBe("approved");
    await expect(approve(ctx, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("end with one rejection, which cancels what has not started", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author, need: two });
    await approve(as(ctx, ada), id);
    const answer = await reject(as(ctx, bob), id);
    expect(answer).toMatchObject({ status: "cancelled", approvals: [{ standing: { kind: "rejected" } }] });
    await expect(approve(as(ctx, aUser("admin")), id)).rejects.toMatchObject({ code: "WRONG_STATE" });
    const entry = await ctx.db.queueEntry.findUnique({ where: { deploymentId: id } });
    expect(entry?.status).toBe("cancelled");
  });

  it("of a stage are asked for in its turn, by its role, and wake it", async () => {
    const ctx = getCtx();
    const asking = { author, status: "running", stages: [ask], states: { ask: "waiting" } };
    const early = await aDeployment(ctx, { ...asking, states: { ask: "pending" } });
    await expect(approve(as(ctx, aUser("admin")), early.id)).rejects.toMatchObject({ code: "WRONG_STATE" });

    const { id, machineId } = await aDeployment(ctx, asking);
    await expect(approve(as(ctx, ada), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await approve(as(ctx, aUser("admin")), id);
    expect(await decisionsOf(ctx, id)).toMatchObject([{ stage: "ask", decision: "approved" }]);
    expect(await ctx.db.machine.findUnique({ where: { id: machineId } })).toMatchObject({ news: 1 });
  });

  it("of a blue-green stage are asked for only when its new side is up", async () => {
    const ctx = getCtx();
    const side = (name: string) => ({ name, devices: {} });
    const switching = {
      name: "switch",
      kind: "blueGreen",
      config: { blue: side("north"), green: side("south"), confirm: true },
    } as const;
    const states = { switch: "waiting" };
    const { id, machineId } = await aDeployment(ctx, { author, status: "running", stages: [switching], states });
    await expect(approve(as(ctx, ada), id)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await ctx.db.machineStage.updateMany({ where: { machineId }, data: { output: { asksPeople: true } } });
    await approve(as(ctx, ada), id);
    expect(await decisionsOf(ctx, id)).toMatchObject([{ stage: "switch", decision: "approved" }]);
  });

  it("name the stage where several ask", async () => {
    const ctx = getCtx();
    const stages = [ask, { ...ask, name: "other" }];
    const { id } = await aDeployment(ctx, {
      author,
      status: "running",
      stages,
      states: { ask: "waiting", other: "waiting" },
    });
    const admin = as(ctx, aUser("admin"));
    await expect(approve(admin, id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(approve(admin, id, { stage: "third" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await approve(admin, id, { stage: "other" });
    expect(await decisionsOf(ctx, id)).toMatchObject([{ stage: "other" }]);
  });

  it("are refused where nothing asks, to those who may not, and for what is not there", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author });
    await expect(approve(as(ctx, ada), id)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(approve(as(ctx, aUser("operator")), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(approve(as(ctx, ada), randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(approve(as(ctx, ada), "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeOnPostgres("Approvals, raced", (getCtx) => {
  it("by many clicks of one person at once are one, with one event", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author: aUser("operator"), need: two });
    const ada = as(ctx, aUser("approver"));
    await Promise.all(Array.from({ length: 6 }, () => approve(ada, id)));
    expect(await decisionsOf(ctx, id)).toHaveLength(1);
    expect(await ctx.db.event.count({ where: { subjectId: id, type: "deployment_approved" } })).toBe(1);
  });

  it("and rejections at once do not both count", async () => {
    const ctx = getCtx();
    const { id } = await aDeployment(ctx, { author: aUser("operator"), need: { count: 1, role: "approver" } });
    const outcomes = await Promise.allSettled([
      approve(as(ctx, aUser("approver")), id),
      reject(as(ctx, aUser("approver")), id),
    ]);
    const { approvals, status } = await listApprovals(ctx, { deploymentId: id });
    // Whoever came first decided; the other one is told that it is over.
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect([approvals[0]?.standing.kind, status]).toEqual(
      status === "cancelled" ? ["rejected", "cancelled"] : ["approved", "queued"],
    );
  });
});
