import { describe, expect, it } from "vitest";
import type { CalendarRule } from "#lib/calendar/rules/verdict.ts";
import { type AdmissionFacts, admit, admitAll, sayWait } from "#lib/deployments/queue/rules/admission.ts";
import { nextTryAt } from "#lib/deployments/queue/rules/backoff.ts";
import { estimateStarts, OpenTimes, type RunningOne, type WaitingOne } from "#lib/deployments/queue/rules/estimate.ts";
import { rankOf } from "#lib/deployments/queue/rules/priority.ts";

const NOW = new Date("2026-01-05T09:00:00Z");
const minutesFromNow = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let count = 0;
function someFacts(over: Partial<AdmissionFacts> = {}): AdmissionFacts {
  return {
    id: `q${String(++count).padStart(4, "0")}`,
    productId: "p",
    priorityRank: rankOf("normal"),
    enqueuedAt: NOW,
    isQueued: true,
    approval: { kind: "notNeeded" },
    approvalsNeeded: 0,
    scheduledAt: null,
    retryAt: null,
    attempt: 0,
    needs: [],
    stop: null,
    verdict: { kind: "open", until: null },
    isOverridden: false,
    isRiskPending: false,
    withdrawnBecause: null,
    isHeld: false,
    ...over,
  };
}

const freeze: CalendarRule = {
  id: "f",
  name: "Christmas",
  kind: "freeze",
  environmentId: null,
  productId: null,
  reason: "",
  recurrence: { kind: "once" },
  startsAt: "2026-01-05T08:00",
  durationMinutes: 180,
  timeZone: "UTC",
};
const frozen = { kind: "frozen", by: freeze, until: minutesFromNow(120) } as const;

describe("Admission", () => {
  it.each<[string, Partial<AdmissionFacts>, object]>([
    ["starts what nothing holds back", {}, { kind: "start" }],
    ["lets go of what is not queued any more", { isQueued: false }, { kind: "leave" }],
    ["cancels what was rejected", { approval: { kind: "rejected", by: "u" } }, { kind: "cancel" }],
    [
      "waits for approvals before anything else",
      { approval: { kind: "waiting", given: 1, missing: 1 }, approvalsNeeded: 2, scheduledAt: minutesFromNow(5) },
      { kind: "wait", reason: { code: "approvals", given: 1, needed: 2 }, until: null },
    ],
    [
      "waits for its time",
      { scheduledAt: minutesFromNow(5), stop: { reason: "" } },
      { kind: "wait", reason: { code: "scheduled" }, until: minutesFromNow(5) },
    ],
    ["starts at its time", { scheduledAt: NOW }, { kind: "start" }],
    [
      "waits before the next try",
      { retryAt: minutesFromNow(1), attempt: 1 },
      { kind: "wait", reason: { code: "retry", attempt: 1 }, until: minutesFromNow(1) },
    ],
    [
      "waits for its group",
      { needs: [{ number: 3, status: "running" }], stop: { reason: "" } },
      { kind: "wait", reason: { code: "needs", numbers: [3] }, until: null },
    ],
    [
      "is cancelled with what it needs",
      { needs: [{ number: 3, status: "rolledBack" }] },
      { kind: "cancel", reason: expect.stringContaining("#3") },
    ],
    [
      "is cancelled with what it needs, though it waits for people and for its time",
      {
        needs: [{ number: 3, status: "failed" }],
        approval: { kind: "waiting", given: 0, missing: 1 },
        scheduledAt: minutesFromNow(5),
      },
      { kind: "cancel", reason: expect.stringContaining("#3") },
    ],
    [
      "is cancelled once nobody is to have it any more",
      { withdrawnBecause: "2.0.0 is deprecated.", isOverridden: true },
      { kind: "cancel", reason: "2.0.0 is deprecated." },
    ],
    [
      "waits while it is held, also as a hot-fix",
      { isHeld: true, isOverridden: true },
      { kind: "wait", reason: { code: "held" }, until: null },
    ],
    ["starts after what it needs", { needs: [{ number: 3, status: "completed" }] }, { kind: "start" }],
    [
      "waits while the line is stopped, whatever the calendar says",
      { stop: { reason: "Fire" }, verdict: frozen },
      { kind: "wait", reason: { code: "lineStopped", because: "Fire" }, until: null },
    ],
    [
      "waits for the end of a freeze",
      { verdict: frozen },
      { kind: "wait", reason: { code: "frozen", name: "Christmas", never: false }, until: minutesFromNow(120) },
    ],
    [
      "says when no window ever opens",
      { verdict: { kind: "closed", by: [{ ...freeze, kind: "window", name: "Nights" }], until: null } },
      { kind: "wait", reason: { code: "outsideWindow", names: ["Nights"], never: true }, until: null },
    ],
    [
      "lets a confirmed hot-fix pass a freeze and a stopped line",
      { verdict: frozen, stop: { reason: "Fire" }, isOverridden: true },
      { kind: "start" },
    ],
    [
      "waits for its risk where that may ask for an approval",
      { isRiskPending: true },
      { kind: "wait", reason: { code: "risk" } },
    ],
    [
      "lets a hot-fix wait for approvals all the same",
      { approval: { kind: "waiting", given: 0, missing: 1 }, isOverridden: true },
      { kind: "wait", reason: { code: "approvals" } },
    ],
  ])("%s", (_title, over, expected) => {
    const admission = admit(someFacts(over), NOW);
    expect(admission).toMatchObject(expected);
    if (admission.kind === "wait") expect(sayWait(admission.reason)).toMatch(/\S/);
  });

  it("gives the room that is left by priority, then by age, and never to those who must wait anyway", () => {
    const old = someFacts({ enqueuedAt: minutesFromNow(-60) });
    const critical = someFacts({ priorityRank: rankOf("critical") });
    const blocked = someFacts({ priorityRank: rankOf("critical"), scheduledAt: minutesFromNow(5) });
    const young = someFacts({});
    const admissions = admitAll([young, old, blocked, critical], { running: 0, max: 2 }, NOW);
    expect([critical, old].map(({ id }) => admissions.get(id)?.kind)).toEqual(["start", "start"]);
    expect(admissions.get(young.id)).toMatchObject({ reason: { code: "concurrency", running: 2, max: 2 } });
    expect(admissions.get(blocked.id)).toMatchObject({ reason: { code: "scheduled" } });
  });

  it("gives none where enough run", () => {
    const one = someFacts();
    expect(admitAll([one], { running: 3, max: 2 }, NOW).get(one.id)?.kind).toBe("wait");
  });

  it("waits longer after each failed start", () => {
    const pauses = [1, 2].map((attempt) => (nextTryAt(attempt, NOW).getTime() - NOW.getTime()) / 1000);
    expect(pauses).toEqual([10, 30]);
  });
});

const TEN = { p10Seconds: 300, medianSeconds: 600, p90Seconds: 1_200, count: 9 };

function waits(over: Partial<WaitingOne> = {}): WaitingOne {
  const id = `w${String(++count).padStart(4, "0")}`;
  return {
    id,
    deploymentId: `d-${id}`,
    productId: "p",
    priorityRank: rankOf("normal"),
    enqueuedAt: NOW,
    duration: TEN,
    notBefore: null,
    needs: [],
    isUnforeseeable: false,
    openTimes: null,
    ...over,
  };
}

const runs = (startedMinutesAgo: number, over: Partial<RunningOne> = {}): RunningOne => ({
  deploymentId: `r${++count}`,
  productId: "p",
  startedAt: minutesFromNow(-startedMinutesAgo),
  duration: TEN,
  ...over,
});

describe("Estimated starts", () => {
  const play = (running: RunningOne[], waiting: WaitingOne[], room = 1) =>
    estimateStarts({ running, waiting, roomOf: () => room }, NOW);

  it("come one after the other where there is room for one", () => {
    const [first, second] = [waits(), waits({ enqueuedAt: minutesFromNow(1) })];
    const estimates = play([runs(4)], [second, first]);
    expect(estimates.get(first.id)).toEqual({
      at: minutesFromNow(6),
      earliest: minutesFromNow(1),
      latest: minutesFromNow(16),
    });
    expect(estimates.get(second.id)).toEqual({
      at: minutesFromNow(16),
      earliest: minutesFromNow(6),
      latest: minutesFromNow(36),
    });
  });

  it("are now where there is room", () => {
    const one = waits({ duration: null });
    expect(play([runs(4)], [one], 2).get(one.id)).toEqual({ at: NOW, earliest: NOW, latest: NOW });
  });

  it("are unknown behind what nobody knows the length of, and behind people", () => {
    const one = waits();
    expect(play([runs(4, { duration: null })], [one]).has(one.id)).toBe(false);
    expect(play([], [waits({ isUnforeseeable: true })]).size).toBe(0);
  });

  it("have no latest time behind one that takes longer than any did", () => {
    const one = waits();
    expect(play([runs(60)], [one]).get(one.id)).toEqual({ at: NOW, earliest: NOW, latest: null });
  });

  it("mind the time, windows, and what is needed, also of other products", () => {
    const first = waits({ notBefore: minutesFromNow(30) });
    const second = waits({ productId: "other", needs: [first.deploymentId] });
    const third = waits({ productId: "third", openTimes: new OpenTimes([freeze], NOW) });
    const estimates = play([], [second, first, third]);
    expect(estimates.get(first.id)?.at).toEqual(minutesFromNow(30));
    expect(estimates.get(second.id)?.at).toEqual(minutesFromNow(40));
    expect(estimates.get(third.id)?.at).toEqual(minutesFromNow(120));
  });

  it("let those go first who are ready, and fill the gap before one that is scheduled", () => {
    const scheduled = waits({ priorityRank: rankOf("critical"), notBefore: minutesFromNow(60) });
    const ready = waits();
    const estimates = play([], [scheduled, ready]);
    expect(estimates.get(ready.id)?.at).toEqual(NOW);
    expect(estimates.get(scheduled.id)?.at).toEqual(minutesFromNow(60));
  });

  it("of a thousand are quick", () => {
    const times = new OpenTimes([{ ...freeze, recurrence: { kind: "rrule", value: "FREQ=DAILY" } }], NOW);
    const waiting = Array.from({ length: 1_000 }, (_, index) =>
      waits({ productId: `p${index % 20}`, openTimes: times }),
    );
    const began = performance.now();
    expect(play([], waiting).size).toBe(1_000);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
