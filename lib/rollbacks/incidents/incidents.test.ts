import { beforeAll, expect, it } from "vitest";
import { goOnWithoutFailed } from "#lib/rollbacks/half-way.ts";
import { readIncidentChart } from "#lib/rollbacks/incidents/chart.ts";
import { printIncident } from "#lib/rollbacks/incidents/print.ts";
import { getIncident } from "#lib/rollbacks/incidents/show.ts";
import { updateIncident } from "#lib/rollbacks/incidents/update.ts";
import { failsIt, RollbackWorld, takesIt } from "#lib/rollbacks/testing/rollback-world.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

const REASON = "Doors stay open | <script>alert(1)</script>";

describeWithDatabase("Incident reports", (getCtx) => {
  let incidentId: string;
  const read = () => getIncident(as(getCtx(), aUser("viewer")), { incidentId });

  beforeAll(async () => {
    useAsRuntime(getCtx());
    const world = await RollbackWorld.with(getCtx(), { devices: 4 });
    const plan = await world.plan({ reason: REASON });
    await world.approve(plan);
    await world.execute(plan);
    const { rollouts } = world.deployments;
    getCtx().clock.advance({ minutes: 1 });
    await rollouts.answer(failsIt, { limit: 3 });
    getCtx().clock.advance({ minutes: 1 });
    await rollouts.answer(takesIt);
    await world.settle();
    expect((await world.see(plan.id)).status).toBe("needsDecision");
    getCtx().clock.advance({ minutes: 8 });
    await goOnWithoutFailed(world.author, { planId: plan.id });
    await world.settle();
    expect((await world.see(plan.id)).status).toBe("completed");
    incidentId = (await getCtx().db.incident.findUniqueOrThrow({ where: { planId: plan.id } })).id;
  });

  it("are complete without anybody writing anything", async () => {
    const { summary, cause, actions, failed, whereabouts, timeline, markdown } = await read();
    expect(summary).toContain("3 of 4 devices still run 2.0.0: 3 failed.");
    expect(cause).toContain("Doors stay open");
    expect(actions).toContain("2.0.0 is held");
    expect(actions).toContain("3 devices still run 2.0.0");
    expect(failed).toHaveLength(3);
    expect(whereabouts).toMatchObject({ total: 4, back: 1, failed: 3 });
    expect(timeline.map(({ seq }) => seq)).toEqual(timeline.map(({ seq }) => seq).toSorted((a, b) => a - b));
    const texts = timeline.map(({ text }) => text).join("\n");
    for (const part of ["approved", "started", "half-way", "goes on", "completed"]) expect(texts).toContain(part);
    for (const { name } of failed) expect(markdown).toContain(name);
    // What somebody wrote stays in its cell.
    const rows = markdown.split("\n").filter((line) => line.startsWith("| 2"));
    expect(rows.length).toBe(timeline.length);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  });

  it("draw how many devices stood where, and when what happened", async () => {
    const { from, to, points, marks } = await readIncidentChart(getCtx(), { incidentId });
    expect(points[0]).toEqual({ at: from, back: 0, failed: 0, rolledBack: 0 });
    expect(points.at(-1)).toMatchObject({ back: 1, failed: 3, rolledBack: 0 });
    expect(points.map(({ failed }) => failed)).toContain(3);
    expect(points.find(({ failed }) => failed === 3)).toMatchObject({ back: 0 });
    expect(Date.parse(to) - Date.parse(from)).toBe(10 * 60_000);
    const texts = marks.map(({ text }) => text).join("\n");
    for (const part of ["started", "half-way", "goes on", "completed"]) expect(texts).toContain(part);
    expect(marks.every(({ at }) => at >= from && at <= to)).toBe(true);
    const nobody = { incidentId: "00000000-0000-4000-8000-000000000000" };
    await expect(readIncidentChart(getCtx(), nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are printed, whatever is written in them", async () => {
    const incident = await read();
    const hostile = {
      ...incident,
      title: "\u0000 ".concat("x".repeat(3_000)),
      cause: "- a\n- b\n\n# c\n<svg/onload=x>",
    };
    const pdf = await printIncident(getCtx(), hostile);
    expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  it("are written by people in parts, by one at a time, and generated again where they write nothing", async () => {
    const ctx = as(getCtx(), aUser("operator"));
    const { revision, summary } = await read();
    const write = (change: Record<string, unknown>) => updateIncident(ctx, { incidentId, revision, ...change });
    const outcomes = await Promise.allSettled([write({ cause: "A wire" }), write({ cause: "A plug" })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const edited = await read();
    expect(["A wire", "A plug"]).toContain(edited.cause);
    expect(edited).toMatchObject({ revision: revision + 1, summary, editedBy: { kind: "user" } });
    expect(edited.markdown).toContain(edited.cause);
    const again = await updateIncident(ctx, { incidentId, revision: revision + 1, cause: null });
    expect(again.cause).toContain("Doors stay open");
    await expect(updateIncident(as(getCtx(), aUser("viewer")), { incidentId, revision: 1 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
