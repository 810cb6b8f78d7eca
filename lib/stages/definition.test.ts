import { describe, expect, it } from "vitest";
import { defineMachine } from "#lib/stages/definition.ts";
import type { StageHandler } from "#lib/stages/types.ts";

interface Release {
  version: string;
}
const done: StageHandler<Release, never> = { run: () => Promise.resolve({ kind: "completed" }) };

describe("defineMachine", () => {
  it("lets a stage need the one before, unless it says otherwise", () => {
    const release = defineMachine<Release>()("release", {
      build: { handler: done },
      test: { handler: done },
      lint: { handler: done, needs: ["build"] },
      ship: { handler: done, needs: ["test", "lint"] },
    });
    expect(release.names.map((name) => release.needsOf(name))).toEqual([[], ["build"], ["build"], ["test", "lint"]]);
  });

  it("does not compile with the name of a stage that does not exist", () => {
    const define = () =>
      defineMachine<Release>()("release", {
        build: { handler: done },
        // @ts-expect-error There is no such stage.
        ship: { handler: done, needs: ["biuld"] },
      });
    expect(define).toThrow("biuld, which does not exist");

    const release = defineMachine<Release>()("release", {
      build: { handler: done },
      ship: {
        handler: {
          run: (turn) => {
            // @ts-expect-error Nor can anybody ask for its output.
            turn.outputOf("biuld");
            return Promise.resolve({ kind: "completed", context: { version: "2.0.0" } });
          },
        },
      },
    });
    // @ts-expect-error Nor for its rules.
    expect(() => release.rulesOf("shop", { version: "1.0.0" })).toThrow();
  });

  it("refuses stages that need each other, and names the circle", () => {
    const define = () =>
      defineMachine<Release>()("release", {
        a: { handler: done, needs: ["c"] },
        b: { handler: done, needs: ["a"] },
        c: { handler: done, needs: ["b"] },
      });
    expect(define).toThrow("a → c → b → a");
  });
});
