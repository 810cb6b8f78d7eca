import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideCancelFeedback,
  decideDeploymentFeedback,
  executions,
  feedbackBody,
  outcomeOf,
  saysInstalled,
  waitingAfter,
  type Execution,
  type Finished,
} from "#lib/hawkbit/rules/feedback.ts";
import { anOpenAction, CLOSED_WINDOW, OPEN_WINDOW } from "#lib/hawkbit/testing/open-action.ts";

const any: Finished[] = ["success", "failure", "none"];

describe("feedback on a deployment", () => {
  test.each<[Execution, Finished[], string, string]>([
    ["closed", ["success", "none"], "finished", "finish"],
    ["closed", ["failure"], "error", "fail"],
    ["canceled", any, "canceled", "none"],
    ["rejected", any, "warning", "none"],
    ["download", any, "download", "download"],
    ["downloaded", any, "downloaded", "begin"],
    ["proceeding", any, "running", "begin"],
    ["scheduled", any, "running", "begin"],
    ["resumed", any, "running", "begin"],
  ])("%s with %j is the entry %s, and does: %s", (execution, results, entry, effect) => {
    for (const finished of results) {
      expect(decideDeploymentFeedback({ execution, finished, messages: [] }, "forced")).toEqual({ entry, effect });
    }
  });

  test("downloaded ends what is only to be downloaded", () => {
    const said = { execution: "downloaded", finished: "success", messages: [] } as const;
    expect(decideDeploymentFeedback(said, "downloadOnly")).toEqual({ entry: "downloaded", effect: "downloaded" });
  });

  test("skipping what is only to be downloaded is a failure, since nothing was downloaded", () => {
    const said = { execution: "closed", finished: "success", messages: ["Skipped Update."] } as const;
    expect(decideDeploymentFeedback(said, "downloadOnly")).toEqual({ entry: "error", effect: "fail" });
    expect(decideDeploymentFeedback(said, "forced")).toEqual({ entry: "finished", effect: "finish" });
  });
});

describe("feedback on a cancellation", () => {
  test.each<[Execution, Finished[], string, string]>([
    ["closed", ["success", "none"], "canceled", "end"],
    ["closed", ["failure"], "error", "goOn"],
    ["rejected", any, "cancel_rejected", "goOn"],
    ["canceled", any, "warning", "none"],
    ["proceeding", any, "running", "none"],
    ["downloaded", any, "running", "none"],
  ])("%s with %j is the entry %s, and does: %s", (execution, results, entry, effect) => {
    for (const finished of results) expect(decideCancelFeedback({ execution, finished })).toEqual({ entry, effect });
  });
});

test.each<[Parameters<typeof anOpenAction>[0], boolean, "begin" | "finish", boolean, string]>([
  [{}, false, "begin", false, "taken"],
  [{}, false, "begin", true, "logFull"],
  [{}, false, "finish", true, "taken"],
  [{}, true, "finish", false, "ended"],
  [{ status: "installed" }, false, "begin", false, "ended"],
  [{ waitingFor: "consent" }, false, "finish", false, "waiting"],
])("of %j, closed: %s, feedback that does: %s, log full: %s, is %s", (change, isClosed, effect, isLogFull, outcome) => {
  expect(outcomeOf({ ...anOpenAction(change), isClosed }, { effect }, isLogFull)).toBe(outcome);
});

describe("what keeps a device waiting", () => {
  const says = (...messages: string[]) => ({ execution: "proceeding", messages }) as const;

  test.each<[ReturnType<typeof says>, "none" | "begin", object, string | null]>([
    [says("All Chunks Installed."), "begin", {}, "confirmation"],
    [says("Downloading."), "begin", { window: CLOSED_WINDOW }, "window"],
    [says("Downloading."), "begin", { window: OPEN_WINDOW }, null],
    [says("Downloading."), "begin", { window: CLOSED_WINDOW, isCancelRequested: true }, null],
    [says(), "none", { waitingFor: "confirmation" }, "confirmation"],
    [says(), "begin", { waitingFor: "confirmation" }, null],
  ])("%j, which does: %s, with %j: %s", (feedback, effect, change, expected) => {
    expect(waitingAfter(feedback, effect, anOpenAction(change))).toBe(expected);
  });
});

describe("the body", () => {
  const read = (status: object, rest: object = {}) => feedbackBody.parse({ ...rest, status });
  const result = { finished: "none" };

  test.each([
    [{ cnt: 2, of: 5 }, 40],
    [{ cnt: 7, of: 5 }, 100],
    [{ cnt: 2, of: 0 }, null],
    [{ cnt: 2 }, null],
    ["half", null],
    [null, null],
  ])("the progress %j is %s percent", (progress, expected) => {
    expect(read({ execution: "proceeding", result: { ...result, progress } }).progress).toBe(expected);
  });

  test("whatever else it bears, it is understood and can be kept", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...executions),
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean())),
        fc.anything({ withNullPrototype: false }),
        (execution, details, extra) => {
          const { messages } = read({ execution, result, details, code: extra, extra }, { id: extra, time: extra });
          for (const text of messages) expect(text.isWellFormed() && !text.includes("\0")).toBe(true);
          expect(messages.length).toBeLessThanOrEqual(50);
        },
      ),
    );
  });

  test.each([
    [0, new Date(0)],
    [1_795_305_856_843, new Date(1_795_305_856_843)],
    // Microseconds, a clock that ran away, and what is no time.
    [1_795_305_856_843_000, null],
    [8.64e15, null],
    [-1, null],
    ["soon", null],
  ])("the time %s is %s", (timestamp, expected) => {
    expect(read({ execution: "proceeding", result }, { timestamp }).deviceTime).toEqual(expected);
  });

  test("two of SWUpdate's lines mean that only the test of the new system is missing", () => {
    const says = (...details: string[]) => saysInstalled(read({ execution: "proceeding", result, details }));
    expect(says("Installing Update Chunk Artifacts.")).toBe(false);
    expect(says("Installed Chunk.")).toBe(false);
    expect(says("All Chunks Installed.")).toBe(true);
    expect(says("Update Installed, Testing Pending.")).toBe(true);
  });
});
