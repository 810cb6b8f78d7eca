import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enqueue, LETTERS_MAX, type AgentReport, type Letter } from "#lib/agent/rules/outbox.ts";

function queue(...reports: AgentReport[]): AgentReport[] {
  return reports
    .reduce<Letter[]>((letters, report, id) => enqueue(letters, { id, report }), [])
    .map(({ report }) => report);
}

const app = (version: string) => ({ image: "acme/app", digest: null, version });

describe("The queue of reports", () => {
  it("keeps of an action's progress what nothing newer outdates, and all landmarks, in order", () => {
    expect(
      queue(
        { actionId: 1, status: "accepted" },
        { actionId: 1, status: "downloading", progress: 10 },
        { actionId: 2, status: "downloading", progress: 5 },
        { actionId: 1, status: "downloading", progress: 90 },
        { actionId: 1, status: "installed" },
        { actionId: 1, status: "healthy" },
      ),
    ).toEqual([
      { actionId: 2, status: "downloading", progress: 5 },
      { actionId: 1, status: "installed" },
      { actionId: 1, status: "healthy" },
    ]);
    expect(queue({ actionId: 1, status: "accepted" }, { actionId: 1, status: "downloading", progress: 10 })).toEqual([
      { actionId: 1, status: "downloading", progress: 10 },
    ]);
  });

  it("tells by one letter what runs and what the host is like", () => {
    expect(
      queue(
        { apps: { a: app("1"), b: app("1") }, attributes: { kernel: "6.1" } },
        { actionId: 1, status: "failed" },
        {
          apps: { a: app("2") },
        },
      ),
    ).toEqual([
      { actionId: 1, status: "failed" },
      { apps: { a: app("2"), b: app("1") }, attributes: { kernel: "6.1" } },
    ]);
  });

  it("is bounded, and never drops how an action ended", () => {
    const report = fc.record({
      actionId: fc.integer({ min: 1, max: 2000 }),
      status: fc.constantFrom("accepted", "downloading", "installed", "healthy", "failed", "rolledBack"),
    }) as fc.Arbitrary<AgentReport>;
    fc.assert(
      fc.property(fc.array(report, { maxLength: 1500, size: "max" }), (reports) => {
        const kept = queue(...reports);
        const finals = (list: AgentReport[]) =>
          list.filter(({ status }) => ["healthy", "failed", "rolledBack"].includes(status!));
        expect(finals(kept)).toEqual(finals(reports));
        expect(kept.length).toBeLessThanOrEqual(Math.max(LETTERS_MAX, finals(reports).length));
      }),
      { numRuns: 10 },
    );
  });
});
