import { describe, expect, it } from "vitest";
import { maskKey } from "#lib/migration-guard/rules/mask.ts";
import { describeFinding, judge, shorten, type Finding, type Findings } from "#lib/migration-guard/rules/verdict.ts";

const lost: Finding = {
  ...{ kind: "rowsLost", table: "public.orders", isAtMost: false, sample: [] },
  count: { rows: 0, basis: "exact" },
};
const nothing: Findings = {
  ...{ effects: [lost], more: 0, missing: [], ambiguous: [], cautions: [], unread: [], history: null },
  access: { version: "17.2", mayWrite: false, because: [] },
};
const deployment = { kind: "deployment", id: "1", number: 4, version: "2.0.0" } as const;

describe("A verdict", () => {
  it("passes where no row is concerned", () => {
    expect(judge(nothing, [])).toMatchObject({ verdict: "pass", isDestructive: false, reasons: [] });
  });

  const blocking: [string, Partial<Findings>][] = [
    ["rows are lost", { effects: [{ ...lost, count: { rows: 1, basis: "exact" } }] }],
    ["nobody could count", { effects: [{ ...lost, count: { rows: 0, basis: "unknown" } }] }],
    ["the planner believes that there is nothing", { effects: [{ ...lost, count: { rows: 0, basis: "estimate" } }] }],
    ["a table may be one of several", { ambiguous: ["drops the table a"] }],
  ];
  it.each(blocking)("blocks where %s, and that is destructive", (_title, found) => {
    expect(judge({ ...nothing, ...found }, [])).toMatchObject({ verdict: "block", isDestructive: true });
  });

  const warning: [string, Partial<Findings>][] = [
    ["a step is about nothing", { missing: ["drops the table a"] }],
    ["something does not come back", { cautions: ["It dropped the table a."] }],
    ["a statement was not understood", { unread: ["DO '…'"] }],
    ["others came after it", { history: { table: "_prisma_migrations", notApplied: [], later: 1 } }],
    ["it was never run", { history: { table: "_prisma_migrations", notApplied: ["1"], later: 0 } }],
    ["the role may write", { access: { version: "17", mayWrite: true, because: ["it is a superuser"] } }],
  ];
  it.each(warning)("warns where %s", (_title, found) => {
    expect(judge({ ...nothing, ...found }, [])).toMatchObject({ verdict: "warn", isDestructive: false });
  });

  it("waits for what is moving, and minds what stands in the line", () => {
    const moving = judge(nothing, [{ ...deployment, status: "running" }]);
    expect(moving).toMatchObject({ verdict: "block", isDestructive: false });
    expect(moving.summary).toBe(
      "Not now: Deployment #4 of 2.0.0 is running: it may read and write what would be dropped.",
    );
    expect(judge(nothing, [{ ...deployment, status: "queued" }]).verdict).toBe("warn");
  });

  it("says how well a number is known", () => {
    const say = (count: Finding["count"]) => describeFinding({ ...lost, count });
    expect(say({ rows: 1, basis: "exact" })).toBe("1 row of public.orders would be lost.");
    expect(say({ rows: 1_000_000, basis: "atLeast" })).toBe("At least 1,000,000 rows of public.orders would be lost.");
    expect(say({ rows: 12, basis: "estimate" })).toBe("About 12 rows of public.orders would be lost.");
    expect(say({ rows: 0, basis: "unknown" })).toBe("An unknown number of rows of public.orders would be lost.");
  });
});

it("An answer keeps what is read, and counts the rest", () => {
  const many = Array.from({ length: 300 }, (_, at): Finding => {
    return { ...lost, table: `public.t${at}`, count: { rows: at % 2, basis: "exact" } };
  });
  const found = { ...nothing, effects: [...many, ...many] };
  const short = shorten(judge(found, []), found);
  expect(short.judgement).toMatchObject({ verdict: "block", rowsLost: 300 });
  expect(short.judgement.reasons).toHaveLength(201);
  expect(short.judgement.reasons.at(-1)?.text).toBe("And 100 more reasons.");
  expect(short.found.more).toBe(400);
  expect(short.found.effects.every(({ count }) => count.rows === 1)).toBe(true);
});

describe("A key", () => {
  it.each([
    ["4711", "4711"],
    ["-5", "-5"],
    ["ada@example.com", "….com"],
    ["short", "…"],
    ["", "…"],
    ["123456789012345678901234", "…1234"],
  ])("%s is shown as %s", (key, shown) => expect(maskKey(key)).toBe(shown));
});
