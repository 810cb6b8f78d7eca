import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createRule } from "#lib/calendar/create-rule.ts";
import { liftStop } from "#lib/calendar/lift-stop.ts";
import { stopLine } from "#lib/calendar/stop-line.ts";
import { cancelInQueue } from "#lib/deployments/queue/cancel.ts";
import { listQueue } from "#lib/deployments/queue/list.ts";
import { confirmOverride, requestOverride } from "#lib/deployments/queue/override.ts";
import { prioritizeInQueue } from "#lib/deployments/queue/prioritize.ts";
import { rescheduleInQueue } from "#lib/deployments/queue/reschedule.ts";
import { aLine, completed, enqueue } from "#lib/deployments/queue/testing/line-world.ts";
import { readTimeline } from "#lib/deployments/queue/timeline.ts";
import { workOnQueue } from "#lib/deployments/queue/work-on-queue.ts";
import { retryDeployment } from "#lib/deployments/retry.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const statusOf = async (ctx: TestContext, id: string) =>
  (await ctx.db.deployment.findUniqueOrThrow({ where: { id } })).status;

async function end(ctx: TestContext, id: string, status: string): Promise<void> {
  await ctx.db.deployment.update({ where: { id }, data: { status, completedAt: ctx.clock.now() } });
}

describeWithDatabase("The line", (getCtx) => {
  it("starts two of a product, by priority and age, and the next when one is over", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const low = await enqueue(ctx, line, { priority: "low" });
    const first = await enqueue(ctx, line);
    ctx.clock.advance({ minutes: 1 });
    const critical = await enqueue(ctx, line, { priority: "critical" });
    await workOnQueue(ctx);
    const statuses = async () => Promise.all([low, first, critical].map(({ id }) => statusOf(ctx, id)));
    expect(await statuses()).toEqual(["queued", "running", "running"]);
    const { items } = await listQueue(ctx, { product: line.productId });
    expect(items.map(({ number, position, wait }) => [number, position, wait?.code ?? null])).toEqual([
      [critical.number, null, null],
      [first.number, null, null],
      [low.number, 1, "concurrency"],
    ]);
    const entry = await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: low.queueId } });
    expect(entry.waitReason).toMatch(/2 of 2/);

    await end(ctx, first.id, "completed");
    await workOnQueue(ctx);
    expect(await statusOf(ctx, low.id)).toBe("running");
    const done = await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: first.queueId } });
    expect(done).toMatchObject({ status: "done", finishedAt: ctx.clock.now() });

    // Taken back later, it takes room again.
    await ctx.db.deployment.update({ where: { id: first.id }, data: { status: "rollingBack" } });
    await workOnQueue(ctx);
    const again = await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: first.queueId } });
    expect(again).toMatchObject({ status: "running", finishedAt: null });
  });

  it("waits for the time, and says until when", async () => {
    const ctx = getCtx();
    const at = new Date(ctx.clock.now().getTime() + 3_600_000);
    const { id } = await enqueue(ctx, await aLine(ctx), { scheduledAt: at });
    expect(await workOnQueue(ctx)).toEqual(at);
    expect(await statusOf(ctx, id)).toBe("queued");
    ctx.clock.advance({ hours: 1 });
    await workOnQueue(ctx);
    expect(await statusOf(ctx, id)).toBe("running");
  });

  it("cancels what was rejected, and what needs something that failed, with the reason", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const rejected = await enqueue(ctx, line, { need: { count: 1, role: "approver" } });
    const failed = await enqueue(ctx, line, { scheduledAt: new Date("2030-01-01T00:00:00Z") });
    const dependent = await enqueue(ctx, line, { needs: [failed.id] });
    await workOnQueue(ctx);
    expect(await statusOf(ctx, rejected.id)).toBe("queued");

    const decision = {
      deploymentId: rejected.id,
      userId: randomUUID(),
      decision: "rejected",
      by: {},
      at: ctx.clock.now(),
    };
    await ctx.db.deploymentApproval.create({ data: decision });
    await end(ctx, failed.id, "failed");
    await workOnQueue(ctx);
    expect(await statusOf(ctx, rejected.id)).toBe("cancelled");
    const cancelled = await ctx.db.deployment.findUniqueOrThrow({ where: { id: dependent.id } });
    expect(cancelled).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringContaining(`#${failed.number}`),
    });
    const events = await ctx.db.event.findMany({ where: { subjectId: dependent.id } });
    expect(events.map(({ type }) => type)).toContain("deployment_cancelled");
  });

  it("lets nobody try again past a stop, but lets them take back", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const { id, queueId } = await enqueue(ctx, line);
    const { machineId } = await ctx.db.deployment.findUniqueOrThrow({ where: { id } });
    await workOnQueue(ctx);
    const stage = { machineId, name: "it", position: 0, needs: [], status: "failed" };
    await ctx.db.machineStage.create({ data: stage });
    await ctx.db.machine.update({ where: { id: machineId }, data: { status: "failed" } });
    await end(ctx, id, "failed");
    const stop = await stopLine(ctx, { product: line.productId, reason: "Fire" });
    await expect(retryDeployment(ctx, { deploymentId: id })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("Fire") as string,
    });
    await ctx.db.machineStage.updateMany({ where: { machineId }, data: { status: "rollbackFailed" } });
    expect((await retryDeployment(ctx, { deploymentId: id })).status).toBe("rollingBack");

    await ctx.db.machineStage.updateMany({ where: { machineId }, data: { status: "failed" } });
    await ctx.db.machine.update({ where: { id: machineId }, data: { status: "failed" } });
    await end(ctx, id, "failed");
    await liftStop(ctx, { lineStopId: stop.id, reason: "It was the cache" });
    expect((await retryDeployment(ctx, { deploymentId: id })).status).toBe("running");
    await workOnQueue(ctx);
    expect(await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: queueId } })).toMatchObject({ status: "running" });
  });

  it("stands still while it is stopped or frozen; a hot-fix passes once a second person has confirmed it", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const { id, queueId } = await enqueue(ctx, line);
    const stop = await stopLine(ctx, { environment: line.environmentId, reason: "Fire" });
    const freeze = {
      kind: "freeze",
      name: "Fair",
      startsAt: "2026-01-05T08:00",
      durationMinutes: 600,
      timeZone: "UTC",
    };
    await createRule(ctx, { ...freeze, recurrence: { kind: "once" }, product: line.productId });
    await workOnQueue(ctx);
    const [item] = (await listQueue(ctx, { environment: line.environmentId })).items;
    expect(item).toMatchObject({
      wait: { code: "lineStopped", message: expect.stringContaining("Fire") },
      estimate: null,
    });

    await liftStop(ctx, { lineStopId: stop.id, reason: "Out" });
    expect(await workOnQueue(ctx)).toEqual(new Date("2026-01-05T18:00:00Z"));
    const [frozen] = (await listQueue(ctx, { environment: line.environmentId })).items;
    expect(frozen).toMatchObject({ wait: { code: "frozen" }, estimate: { at: "2026-01-05T18:00:00.000Z" } });

    const asker = aUser("approver");
    await expect(confirmOverride(as(ctx, aUser("approver")), { queueId })).rejects.toThrow(/Nobody asked/);
    await requestOverride(as(ctx, asker), { queueId, reason: "Customers cannot pay." });
    await workOnQueue(ctx);
    expect(await statusOf(ctx, id)).toBe("queued");
    await expect(confirmOverride(as(ctx, asker), { queueId })).rejects.toThrow(/second person/);
    await expect(confirmOverride(as(ctx, aUser("operator")), { queueId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await confirmOverride(as(ctx, aUser("approver")), { queueId });
    await workOnQueue(ctx);
    expect(await statusOf(ctx, id)).toBe("running");
    const events = await ctx.db.event.findMany({ where: { subjectId: id }, orderBy: { seq: "asc" } });
    expect(events.map(({ type }) => type)).toEqual([
      "deployment_override_requested",
      "deployment_overridden",
      "deployment_started",
    ]);
  });

  it("tries a start that fails three times, ever later, and then gives up; the others go on", async () => {
    const ctx = getCtx();
    const [line, other] = [await aLine(ctx), await aLine(ctx)];
    const bad = await enqueue(ctx, line);
    const good = await enqueue(ctx, other);
    const start = async (_: unknown, tx: TestContext["db"] | object, id: string) => {
      if (id === bad.id) throw new DomainError("UNAVAILABLE", "The registry is away.");
      await (tx as TestContext["db"]).deployment.update({ where: { id }, data: { status: "running" } });
    };
    expect(await workOnQueue(ctx, start)).toEqual(new Date(ctx.clock.now().getTime() + 10_000));
    expect(await statusOf(ctx, good.id)).toBe("running");
    ctx.clock.advance({ seconds: 10 });
    expect(await workOnQueue(ctx, start)).toEqual(new Date(ctx.clock.now().getTime() + 30_000));
    await workOnQueue(ctx, start);
    expect(await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: bad.queueId } })).toMatchObject({ attempt: 2 });
    ctx.clock.advance({ seconds: 30 });
    await workOnQueue(ctx, start);
    expect(await ctx.db.deployment.findUniqueOrThrow({ where: { id: bad.id } })).toMatchObject({
      status: "failed",
      statusReason: expect.stringMatching(/3 tries.*registry is away/),
    });
    const entry = await ctx.db.queueEntry.findUniqueOrThrow({ where: { id: bad.queueId } });
    expect(entry).toMatchObject({ status: "failed", attempt: 3 });
    // Going on with what never started would pass the line by.
    await expect(retryDeployment(ctx, { deploymentId: bad.id })).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringContaining("never started") as string,
    });
  });
});

describeWithDatabase("A place in the line", (getCtx) => {
  it("is moved in time, with the checks of any time", async () => {
    const ctx = getCtx();
    const { queueId } = await enqueue(ctx, await aLine(ctx));
    const move = (scheduledAt: string | null, timeZone = "Europe/Berlin") =>
      rescheduleInQueue(ctx, { queueId, scheduledAt, timeZone });
    expect(await move("2026-02-01T22:00")).toMatchObject({
      scheduledAt: "2026-02-01T21:00:00.000Z",
      timeZone: "Europe/Berlin",
      wait: { code: "scheduled" },
    });
    await expect(move("2026-03-29T02:30")).rejects.toThrow(/03:00 or later/);
    await expect(move("2026-01-01T10:00")).rejects.toThrow(/past/);
    await expect(move("2046-01-01T10:00")).rejects.toThrow(/2 years/);
    await expect(move("soon")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await move(null)).toMatchObject({ scheduledAt: null, wait: null });
    await expect(rescheduleInQueue(as(ctx, aUser("viewer")), { queueId, scheduledAt: null })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("changes with the priority, and is given up when it is cancelled", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const first = await enqueue(ctx, line);
    ctx.clock.advance({ seconds: 1 });
    const second = await enqueue(ctx, line);
    expect(await prioritizeInQueue(ctx, { queueId: second.queueId, priority: "high" })).toMatchObject({ position: 1 });
    expect(await cancelInQueue(ctx, { queueId: first.id, reason: "Not today" })).toMatchObject({ status: "cancelled" });
    await expect(cancelInQueue(ctx, { queueId: first.queueId })).rejects.toMatchObject({ code: "WRONG_STATE" });
    expect(await ctx.db.deployment.findUniqueOrThrow({ where: { id: first.id } })).toMatchObject({
      status: "cancelled",
      statusReason: "Not today",
    });
    expect((await listQueue(ctx, { product: line.productId })).items).toHaveLength(1);
    await expect(cancelInQueue(ctx, { queueId: line.productId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("tells its start from what such deployments took, and from nothing where there were none", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    await ctx.db.product.update({ where: { id: line.productId }, data: { concurrentDeployments: 1 } });
    const running = await enqueue(ctx, line);
    await workOnQueue(ctx);
    expect(await statusOf(ctx, running.id)).toBe("running");
    await enqueue(ctx, line);
    const read = async () => (await listQueue(ctx, { product: line.productId })).items.at(-1);
    expect(await read()).toMatchObject({ estimate: null, duration: null });
    for (const minutes of [10, 20, 30]) await completed(ctx, line, minutes);
    const item = await read();
    expect(item?.duration).toMatchObject({ medianSeconds: 1_200, p10Seconds: 720, p90Seconds: 1_680, count: 3 });
    const startedAt = (await ctx.db.deployment.findUniqueOrThrow({ where: { id: running.id } })).startedAt;
    expect(item?.estimate?.at).toBe(new Date((startedAt?.getTime() ?? 0) + 1_200_000).toISOString());
  });
});

describeWithDatabase("The timeline", (getCtx) => {
  it("shows what runs, waits and is past over windows and freezes", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    for (const minutes of [10, 20, 30]) await completed(ctx, line, minutes);
    const running = await enqueue(ctx, line);
    await workOnQueue(ctx);
    const waiting = await enqueue(ctx, line, { scheduledAt: new Date("2026-01-05T12:00:00Z") });
    const need = { count: 1, role: "approver" } as const;
    const unplaced = await enqueue(ctx, line, { need });
    const unforeseen = await enqueue(ctx, line, { need, scheduledAt: new Date("2026-01-05T13:00:00Z") });
    await createRule(ctx, {
      kind: "window",
      name: "Days",
      recurrence: { kind: "cron", value: "0 8 * * *" },
      startsAt: "2026-01-01T00:00",
      durationMinutes: 600,
      timeZone: "UTC",
    });
    const range = { from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" };
    const timeline = await readTimeline(ctx, { ...range, product: line.productId });
    const items = timeline.items.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
    expect(items.map(({ number, kind }) => [number, kind])).toEqual([
      [running.number, "running"],
      [waiting.number, "scheduled"],
      [unforeseen.number, "scheduled"],
    ]);
    expect(items[1]).toMatchObject({
      startsAt: "2026-01-05T12:00:00.000Z",
      endsAt: "2026-01-05T12:20:00.000Z",
      latestEnd: "2026-01-05T12:28:00.000Z",
    });
    expect(timeline.unplaced).toMatchObject([{ number: unplaced.number, wait: expect.stringMatching(/approvals/) }]);
    expect(timeline.bands).toMatchObject([{ name: "Days", startsAt: "2026-01-05T08:00:00.000Z" }]);
    expect(timeline.isCut).toBe(false);
    await expect(readTimeline(ctx, { ...range, to: "2027-01-01T00:00:00Z" })).rejects.toThrow(/31 days/);
  });
});

describeOnPostgres("The line, worked on by many at once", (getCtx) => {
  it("starts none twice, and never more than may run", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const all = await Promise.all(Array.from({ length: 8 }, () => enqueue(ctx, line)));
    const ids = all.map(({ id }) => id);
    while ((await ctx.db.deployment.count({ where: { id: { in: ids }, status: "queued" } })) > 0) {
      await Promise.all(Array.from({ length: 4 }, () => workOnQueue(ctx)));
      const running = await ctx.db.deployment.findMany({ where: { id: { in: ids }, status: "running" } });
      expect(running.length).toBeLessThanOrEqual(2);
      expect(running.length).toBeGreaterThan(0);
      for (const { id } of running) await end(ctx, id, "completed");
    }
    const started = await ctx.db.event.findMany({ where: { type: "deployment_started", subjectId: { in: ids } } });
    expect(started.map(({ subjectId }) => subjectId).sort()).toEqual(ids.toSorted());
  });

  it("either starts or cancels one, whoever is faster", async () => {
    const ctx = getCtx();
    for (let round = 0; round < 5; round++) {
      const { id, queueId } = await enqueue(ctx, await aLine(ctx));
      const [, cancelled] = await Promise.allSettled([workOnQueue(ctx), cancelInQueue(ctx, { queueId })]);
      expect(await statusOf(ctx, id)).toBe(cancelled.status === "fulfilled" ? "cancelled" : "running");
    }
  });

  it("starts nothing any more once a stop has been answered", async () => {
    const ctx = getCtx();
    const line = await aLine(ctx);
    const { id } = await enqueue(ctx, line);
    const [, stopped] = await Promise.all([
      workOnQueue(ctx),
      stopLine(ctx, { product: line.productId }).then(() => statusOf(ctx, id)),
    ]);
    expect(await statusOf(ctx, id)).toBe(stopped);
  });
});
