import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "#lib/kernel/errors.ts";
import { isFinal, rolloutStatuses, type RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import { allowedStates, commands, isAllowed, transition, type Command } from "#lib/rollouts/rules/transitions.ts";

describe("the state machine", () => {
  test.each<[RolloutStatus, Command, RolloutStatus]>([
    ["pending", "schedule", "scheduled"],
    ["pending", "start", "running"],
    ["scheduled", "start", "running"],
    ["running", "complete", "completed"],
    ["running", "fail", "failed"],
    ["running", "pause", "paused"],
    ["pending", "pause", "paused"],
    ["paused", "resume", "scheduled"],
    ["paused", "cancel", "cancelled"],
    ["rollingBack", "cancel", "cancelled"],
    ["running", "approve", "running"],
    ["paused", "rollBack", "rollingBack"],
    ["completed", "rollBack", "rollingBack"],
    ["rollingBack", "finishRollback", "rolledBack"],
    ["running", "rollBackBatch", "paused"],
    ["completed", "rollBackDevice", "completed"],
  ])("a %s rollout, on %s, is %s", (status, command, expected) => {
    expect(transition({ status, pausedFrom: "scheduled" }, command)).toBe(expected);
  });

  const pairs = rolloutStatuses.flatMap((status) => commands.map((command) => [status, command] as const));

  test.each(pairs)("%s × %s is in the table, or refused with the states that would allow it", (status, command) => {
    const attempt = () => transition({ status, pausedFrom: "running" }, command);
    if (isAllowed(command, status)) {
      expect(rolloutStatuses).toContain(attempt());
      return;
    }
    expect(attempt).toThrow(DomainError);
    try {
      attempt();
    } catch (error) {
      const { code, details } = error as DomainError;
      expect(code).toBe("WRONG_STATE");
      expect(details.allowedStates).toEqual(allowedStates(command));
      expect(details.allowedStates).not.toContain(status);
      expect(details.allowedStates).not.toHaveLength(0);
    }
  });

  test("nothing but a person's roll back leaves a final state", () => {
    const takingBack: readonly Command[] = ["rollBack", "rollBackBatch", "rollBackDevice"];
    fc.assert(
      fc.property(fc.constantFrom(...pairs), ([status, command]) => {
        if (isFinal(status) && !takingBack.includes(command)) expect(isAllowed(command, status)).toBe(false);
      }),
    );
  });

  test("what was rolled back stays rolled back", () => {
    for (const command of commands) expect(isAllowed(command, "rolledBack")).toBe(false);
  });
});
