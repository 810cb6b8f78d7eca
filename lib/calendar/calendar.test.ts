import { expect, it } from "vitest";
import { createRule } from "#lib/calendar/create-rule.ts";
import { deleteRule } from "#lib/calendar/delete-rule.ts";
import { liftStop } from "#lib/calendar/lift-stop.ts";
import { listRules } from "#lib/calendar/list-rules.ts";
import { listStops } from "#lib/calendar/list-stops.ts";
import { previewRule } from "#lib/calendar/preview-rule.ts";
import { readCalendar } from "#lib/calendar/read-calendar.ts";
import { stopLine } from "#lib/calendar/stop-line.ts";
import { updateRule } from "#lib/calendar/update-rule.ts";
import { createProduct } from "#lib/products/create.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const NIGHTS = {
  kind: "window",
  name: "Nights",
  recurrence: { kind: "rrule", value: "FREQ=DAILY" },
  startsAt: "2026-01-01T22:00",
  durationMinutes: 120,
  timeZone: "Europe/Berlin",
};

async function anEnvironment(ctx: TestContext, slug: string): Promise<string> {
  const position = (await ctx.db.environment.count()) + 1;
  return (await ctx.db.environment.create({ data: { slug, name: slug, position } })).id;
}

describeWithDatabase("Windows and freezes", (getCtx) => {
  it("are made with their next times, and leave an event", async () => {
    const ctx = getCtx();
    await anEnvironment(ctx, "production");
    const rule = await createRule(ctx, { ...NIGHTS, environment: "production" });
    expect(rule).toMatchObject({ name: "Nights", environment: { slug: "production" }, product: null, holdsNow: false });
    expect(rule.next).toHaveLength(5);
    expect(rule.next[0]).toEqual({ startsAt: "2026-01-05T21:00:00.000Z", endsAt: "2026-01-05T23:00:00.000Z" });
    const events = await ctx.db.event.findMany({ where: { subjectId: rule.id } });
    expect(events).toMatchObject([{ type: "calendar_rule_saved", data: { environment: "production" } }]);
  });

  it("refuse what never comes, what does not exist, and who may not", async () => {
    const ctx = getCtx();
    const never = { ...NIGHTS, recurrence: { kind: "rrule", value: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" } };
    await expect(createRule(ctx, never)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [{ path: "recurrence.value", message: expect.stringMatching(/no day/) }] },
    });
    const inGap = { ...NIGHTS, recurrence: { kind: "once" }, startsAt: "2026-03-29T02:30" };
    await expect(createRule(ctx, inGap)).rejects.toThrow(/03:00 or later/);
    await expect(createRule(ctx, { ...NIGHTS, timeZone: "Mars/Base" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(createRule(ctx, { ...NIGHTS, environment: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(createRule(as(ctx, aUser("operator")), NIGHTS)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("are changed part by part, listed, and deleted", async () => {
    const ctx = getCtx();
    const { items } = await listRules(ctx, {});
    const ruleId = items[0]?.id;
    const changed = await updateRule(ctx, { ruleId, durationMinutes: 60, environment: null });
    expect(changed).toMatchObject({ durationMinutes: 60, environment: null, timeZone: "Europe/Berlin" });
    await expect(updateRule(ctx, { ruleId, startsAt: "2026-03-29T02:30" })).rejects.toMatchObject({
      details: { errors: [{ path: "startsAt" }] },
    });
    const second = await createRule(ctx, { ...NIGHTS, name: "Zeal", kind: "freeze", recurrence: { kind: "once" } });
    const first = await listRules(ctx, { limit: "1" });
    expect(first.items.map(({ name }) => name)).toEqual(["Nights"]);
    const rest = await listRules(ctx, { limit: "1", cursor: first.nextCursor });
    expect(rest.items.map(({ name, next }) => [name, next])).toEqual([["Zeal", []]]);
    await deleteRule(ctx, { ruleId: second.id });
    await expect(deleteRule(ctx, { ruleId: second.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listRules(ctx, {})).items).toHaveLength(1);
  });

  it("are previewed: next times, those left out, and that nothing could start any more", async () => {
    const ctx = getCtx();
    const half = await previewRule(ctx, { ...body(NIGHTS), startsAt: "2026-01-01T02:30" });
    expect(half.next).toHaveLength(5);
    expect(half.leftOut.map(({ localTime }) => localTime)).toEqual(["2026-03-29T02:30", "2027-03-28T02:30"]);
    expect(half.warnings).toEqual([]);
    const past = await previewRule(ctx, { ...body(NIGHTS), recurrence: { kind: "once" } });
    expect(past.warnings).toEqual([expect.stringMatching(/never opens again/)]);
    const always = { ...body(NIGHTS), kind: "freeze", durationMinutes: 1_440 };
    expect((await previewRule(ctx, always)).warnings).toEqual([expect.stringMatching(/never open/)]);
    await createProduct(ctx, { slug: "pump", name: "Pump", kind: "firmware" });
    const noon = { ...body(NIGHTS), startsAt: "2026-01-01T12:00", product: "pump" };
    expect((await previewRule(ctx, noon)).warnings).toEqual([expect.stringMatching(/no time is left/)]);
  });

  it("lie as bands over a stretch of time", async () => {
    const ctx = getCtx();
    const range = { from: "2026-01-05T00:00:00Z", to: "2026-01-07T00:00:00Z" };
    const { bands, isCut } = await readCalendar(ctx, range);
    expect(isCut).toBe(false);
    expect(bands.map(({ startsAt, kind }) => [startsAt, kind])).toEqual([
      ["2026-01-05T21:00:00.000Z", "window"],
      ["2026-01-06T21:00:00.000Z", "window"],
    ]);
    await expect(readCalendar(ctx, { ...range, to: range.from })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(readCalendar(ctx, { ...range, to: "2036-01-01T00:00:00Z" })).rejects.toThrow(/732 days/);
  });
});

describeWithDatabase("The line", (getCtx) => {
  it("is stopped with one click, for one place or everywhere, and lifted with a reason", async () => {
    const ctx = getCtx();
    await anEnvironment(ctx, "stage");
    const stop = await stopLine(as(ctx, aUser("operator")), { environment: "stage" });
    expect(stop).toMatchObject({ environment: { slug: "stage" }, liftedAt: null });
    expect(await stopLine(ctx, { environment: "stage" })).toMatchObject({ id: stop.id });
    const everywhere = await stopLine(ctx, { reason: "Prices are wrong" });
    expect(everywhere.id).not.toBe(stop.id);
    expect((await listStops(ctx, {})).items).toHaveLength(2);

    await expect(liftStop(ctx, { lineStopId: stop.id })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const lifted = await liftStop(ctx, { lineStopId: stop.id, reason: "It was the cache" });
    expect(lifted).toMatchObject({ liftReason: "It was the cache" });
    await expect(liftStop(ctx, { lineStopId: stop.id, reason: "Again" })).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
    expect((await listStops(ctx, { open: "false" })).items).toMatchObject([{ id: stop.id }]);
    await expect(stopLine(as(ctx, aUser("viewer")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    const types = await ctx.db.event.findMany({ where: { subjectKind: "lineStop" }, orderBy: { seq: "asc" } });
    expect(types.map(({ type }) => type)).toEqual(["line_stopped", "line_stopped", "line_resumed"]);
  });
});

describeOnPostgres("The line, by many at once", (getCtx) => {
  it("is stopped once and lifted once", async () => {
    const ctx = getCtx();
    const stops = await Promise.all(Array.from({ length: 6 }, () => stopLine(ctx, {})));
    expect(new Set(stops.map(({ id }) => id)).size).toBe(1);
    const lineStopId = stops[0]?.id;
    const lifts = await Promise.allSettled(
      Array.from({ length: 6 }, () => liftStop(ctx, { lineStopId, reason: "Well again" })),
    );
    expect(lifts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await ctx.db.event.count({ where: { type: { in: ["line_stopped", "line_resumed"] } } })).toBe(2);
  });
});

/** What a preview asks for of a rule. */
function body({ name: _name, ...rest }: typeof NIGHTS) {
  return rest;
}
