import { expect, it } from "vitest";
import { scheduleDeployment } from "#lib/deployments/queue/schedule.ts";
import { createSchedule } from "#lib/deployments/schedules/create.ts";
import { deleteSchedule } from "#lib/deployments/schedules/delete.ts";
import { fireSchedules } from "#lib/deployments/schedules/fire.ts";
import { listSchedules } from "#lib/deployments/schedules/list.ts";
import { updateSchedule } from "#lib/deployments/schedules/update.ts";
import { openSecrets } from "#lib/deployments/secrets.ts";
import { createDevice } from "#lib/devices/create.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { createTemplate } from "#lib/templates/create.ts";
import { getTemplate } from "#lib/templates/get.ts";
import { saveTemplate } from "#lib/templates/save.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

const NIGHTLY = {
  name: "Nightly",
  product: "pump",
  environment: "staging",
  template: "rest",
  recurrence: { kind: "cron", value: "30 2 * * *" },
  startsAt: "2026-01-01T00:00",
  timeZone: "Europe/Berlin",
  variables: { key: "open sesame" },
};

async function aWorld(ctx: TestContext): Promise<void> {
  await createDevice(ctx, { name: "one" });
  await createEnvironment(ctx, { slug: "staging", name: "Staging", timeZone: "Europe/Berlin" });
  await createProduct(ctx, { slug: "pump", name: "Pump", kind: "image", image: "registry.example.com/acme/pump" });
  await release(ctx, "1.0.0");
  const config = { url: "https://example.com/hook", headers: { authorization: "Bearer ${key}" } };
  const stages = [{ name: "tell", kind: "webhook", config }];
  const variables = [{ name: "key", type: "secret" }];
  await createTemplate(ctx, { definition: { slipway: 1, slug: "rest", name: "Rest", stages, variables } });
}

async function release(ctx: TestContext, version: string): Promise<void> {
  const made = await createVersion(ctx, { productId: "pump", version, digest: aDigest(version), channels: ["stable"] });
  expect(made.version).toBe(version);
}

const outcomes = async (ctx: TestContext) => (await listSchedules(ctx, {})).items.map(({ lastOutcome }) => lastOutcome);

describeWithDatabase("A schedule", (getCtx) => {
  it("is made with its next times in its zone, secrets sealed", async () => {
    const ctx = getCtx();
    await aWorld(ctx);
    const schedule = await createSchedule(ctx, NIGHTLY);
    expect(schedule).toMatchObject({ next: expect.arrayContaining(["2026-01-06T01:30:00.000Z"]), lastAt: null });
    expect(schedule.variables).toEqual({ key: null });
    const row = await ctx.db.deploymentSchedule.findUniqueOrThrow({ where: { id: schedule.id } });
    expect(JSON.stringify(row.variables)).not.toContain("sesame");
    expect(openSecrets(ctx, { id: row.id, variables: row.variables as Record<string, unknown> })).toEqual({
      key: "open sesame",
    });
    const kept = await updateSchedule(ctx, { scheduleId: schedule.id, variables: { key: null }, priority: "high" });
    expect(kept).toMatchObject({ variables: { key: null }, priority: "high" });
  });

  it("is of who said last what it deploys, so that nobody approves alone what they put into another's", async () => {
    const ctx = getCtx();
    const { id: scheduleId, createdBy } = await createSchedule(ctx, { ...NIGHTLY, name: "Of another one" });
    const other = aUser("operator");
    const moved = await updateSchedule(as(ctx, other), { scheduleId, timeZone: "UTC", priority: "low" });
    expect(moved.createdBy).toEqual(createdBy);
    const changed = await updateSchedule(as(ctx, other), { scheduleId, variables: { key: "another word" } });
    expect(changed.createdBy).toMatchObject({ kind: "user", id: other.id });
    await deleteSchedule(ctx, { scheduleId });
  });

  it("is refused with the place of its fault", async () => {
    const ctx = getCtx();
    const faults: [object, string][] = [
      [{ recurrence: { kind: "cron", value: "every night" } }, "recurrence.value"],
      [{ recurrence: { kind: "rrule", value: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" } }, "recurrence.value"],
      [{ recurrence: { kind: "rrule", value: "FREQ=DAILY" }, startsAt: "2026-03-29T02:30" }, "startsAt"],
      [{ channel: "nowhere" }, "channel"],
    ];
    for (const [change, path] of faults) {
      await expect(createSchedule(ctx, { ...NIGHTLY, ...change })).rejects.toMatchObject({
        details: { errors: [{ path }] },
      });
    }
    await expect(createSchedule(ctx, { ...NIGHTLY, variables: { other: 1 } })).rejects.toThrow();
    await expect(createSchedule(as(ctx, aUser("viewer")), NIGHTLY)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("comes round once, however long nobody looked, with the newest version, and skips what is not new", async () => {
    const ctx = getCtx();
    expect(await fireSchedules(ctx)).toEqual(new Date("2026-01-06T01:30:00Z"));
    ctx.clock.advance({ days: 5 });
    expect(await fireSchedules(ctx)).toEqual(new Date("2026-01-11T01:30:00Z"));
    const made = await ctx.db.deployment.findMany({ where: { scheduleId: { not: null } } });
    expect(made).toMatchObject([
      { status: "queued", priority: "high", trigger: { kind: "schedule", name: "Nightly" } },
    ]);
    expect(await outcomes(ctx)).toEqual([expect.stringMatching(/Deployment #\d+ made/)]);

    ctx.clock.advance({ days: 1 });
    await fireSchedules(ctx);
    expect(await outcomes(ctx)).toEqual([expect.stringMatching(/Skipped: 1.0.0 is under way/)]);

    await ctx.db.deployment.update({ where: { id: made[0]?.id ?? "" }, data: { status: "failed" } });
    ctx.clock.advance({ days: 1 });
    await fireSchedules(ctx);
    expect(await outcomes(ctx)).toEqual([expect.stringMatching(/Skipped: 1.0.0 did not succeed/)]);

    await release(ctx, "1.1.0");
    ctx.clock.advance({ days: 1 });
    await fireSchedules(ctx);
    expect(await ctx.db.deployment.count({ where: { scheduleId: { not: null } } })).toBe(2);
  });

  it("tells no secret that the template makes an ordinary value afterwards", async () => {
    const ctx = getCtx();
    await release(ctx, "1.1.1");
    const { id: templateId, definition } = await getTemplate(ctx, { templateId: "rest" });
    const shown = { ...definition, variables: definition.variables.map((one) => ({ ...one, type: "text" })) };
    await saveTemplate(ctx, { templateId, basedOnVersion: 1, definition: shown });
    ctx.clock.advance({ days: 1 });
    await fireSchedules(ctx);
    expect(await outcomes(ctx)).toEqual([expect.stringMatching(/Skipped: key is no secret in the template any more/)]);
    await saveTemplate(ctx, { templateId, basedOnVersion: 2, definition });
    const deployments = await ctx.db.deployment.findMany({ select: { variables: true, plan: true } });
    expect(JSON.stringify(deployments)).not.toContain("sesame");
  });

  it("tells what went wrong and goes on at its next time; switched off it rests; deleted it is gone", async () => {
    const ctx = getCtx();
    await release(ctx, "1.2.0");
    await ctx.db.device.updateMany({ data: { retiredAt: ctx.clock.now() } });
    ctx.clock.advance({ days: 1 });
    const next = await fireSchedules(ctx);
    expect(next?.getTime()).toBeGreaterThan(ctx.clock.now().getTime());
    expect(await outcomes(ctx)).toEqual([expect.stringMatching(/Failed: .*no devices/)]);
    const [schedule] = (await listSchedules(ctx, {})).items;
    const off = await updateSchedule(ctx, { scheduleId: schedule?.id, enabled: false });
    expect(off.next).toEqual([]);
    expect(await fireSchedules(ctx)).toBeNull();
    await deleteSchedule(ctx, { scheduleId: schedule?.id });
    expect((await listSchedules(ctx, {})).items).toEqual([]);
    await ctx.db.device.updateMany({ data: { retiredAt: null } });
  });

  it("for one time only is a deployment with a local time of its environment", async () => {
    const ctx = getCtx();
    const wish = {
      variables: NIGHTLY.variables,
      template: "rest",
      product: "pump",
      version: "1.2.0",
      environment: "staging",
    };
    const item = await scheduleDeployment(ctx, { ...wish, scheduledAt: "2026-06-01T22:00" });
    expect(item).toMatchObject({
      scheduledAt: "2026-06-01T20:00:00.000Z",
      timeZone: "Europe/Berlin",
      wait: { code: "scheduled" },
      position: expect.any(Number),
    });
    await expect(scheduleDeployment(ctx, { ...wish, scheduledAt: "2026-03-29T02:30" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("the clocks go from 02:00 to 03:00"),
    });
    await expect(scheduleDeployment(ctx, { ...wish, scheduledAt: "2025-06-01T22:00" })).rejects.toThrow(/past/);
    const twice = await scheduleDeployment(ctx, { ...wish, scheduledAt: "2026-10-25T02:30" });
    expect(twice.scheduledAt).toBe("2026-10-25T00:30:00.000Z");
  });
});

describeOnPostgres("Schedules, looked at by many at once", (getCtx) => {
  it("come round once", async () => {
    const ctx = getCtx();
    await aWorld(ctx);
    await createSchedule(ctx, NIGHTLY);
    ctx.clock.advance({ days: 2 });
    await Promise.all(Array.from({ length: 5 }, () => fireSchedules(ctx)));
    expect(await ctx.db.deployment.count()).toBe(1);
    expect(await ctx.db.event.count({ where: { type: "schedule_fired" } })).toBe(1);
  });
});
