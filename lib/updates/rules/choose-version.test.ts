import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseVersion, precedenceKey } from "#lib/products/rules/semver.ts";
import { isInside } from "#lib/updates/rules/bucket.ts";
import { chooseVersion, type Asking, type ChannelVersion } from "#lib/updates/rules/choose-version.ts";
import type { Distribution } from "#lib/updates/rules/gate.ts";

const NOW = new Date("2026-03-01T08:00:00Z");

function keyOf(text: string): string {
  const version = parseVersion(text);
  if (!version) throw new Error(`${text} is no version.`);
  return precedenceKey(version);
}

function aVersion(version: string, rest: Partial<ChannelVersion> = {}): ChannelVersion {
  const precedenceKey = keyOf(version);
  return {
    id: version,
    version,
    precedenceKey,
    isOffered: true,
    isFloor: false,
    compatibility: {},
    downloads: null,
    ...rest,
  };
}

function aDistribution(versionId: string, rest: Partial<Distribution> = {}): Distribution {
  return {
    id: `of ${versionId}`,
    versionId,
    otherVersionId: null,
    winnerId: null,
    strategy: "gradual",
    percent: 50,
    steps: [],
    startsAt: null,
    status: "running",
    createdAt: NOW,
    ...rest,
  };
}

function ask(current: string, rest: Partial<Asking["facts"]> & { clientId?: string | null } = {}): Asking {
  const { clientId = "a client", ...facts } = rest;
  return {
    clientId,
    currentKey: keyOf(current),
    facts: { platform: null, architecture: null, hardwareRevision: null, installed: {}, ...facts },
  };
}

function choose(
  versions: readonly ChannelVersion[],
  asking: Asking,
  distributions: readonly Distribution[] = [],
): string {
  const sorted = [...versions].sort((left, right) => (left.precedenceKey < right.precedenceKey ? 1 : -1));
  const choice = chooseVersion({ versions: sorted, distributions }, asking, NOW);
  if (choice.kind === "none") return choice.reason;
  return choice.step === choice.target ? choice.step.version : `${choice.step.version} of ${choice.target.version}`;
}

const clients = Array.from({ length: 200 }, (_, index) => `client-${index}`);

describe("A channel offers", () => {
  const three = [aVersion("1.0.0"), aVersion("1.1.0"), aVersion("2.0.0")];

  it.each([
    ["its newest", three, "1.0.0", "2.0.0"],
    ["nothing to whoever has the newest", three, "2.0.0", "newest"],
    ["nothing to whoever is ahead of it", three, "3.0.0", "ahead"],
    ["nothing where it has nothing", [], "1.0.0", "nothingOffered"],
    ["no version that is deprecated or held", [...three, aVersion("3.0.0", { isOffered: false })], "1.0.0", "2.0.0"],
    ["a floor first", [...three, aVersion("1.5.0", { isFloor: true })], "1.0.0", "1.5.0 of 2.0.0"],
    ["the target to whoever runs the floor", [...three, aVersion("1.5.0", { isFloor: true })], "1.5.0", "2.0.0"],
    [
      "the lowest of several floors",
      [...three, aVersion("1.5.0", { isFloor: true }), aVersion("1.2.0", { isFloor: true })],
      "1.0.0",
      "1.2.0 of 2.0.0",
    ],
    [
      "what lies before a floor that was withdrawn",
      [...three, aVersion("1.5.0", { isFloor: true, isOffered: false })],
      "1.0.0",
      "1.1.0",
    ],
    [
      "nothing beyond a floor that was withdrawn",
      [...three, aVersion("1.5.0", { isFloor: true, isOffered: false })],
      "1.1.0",
      "floorWithdrawn",
    ],
  ])("%s", (_title, versions, current, offered) => {
    expect(choose(versions, ask(current))).toBe(offered);
  });

  it("only what a client can run", () => {
    const versions = [
      aVersion("1.0.0"),
      aVersion("1.1.0", { compatibility: { platforms: ["linux"], architectures: ["arm64"] } }),
      aVersion("1.2.0", { compatibility: { hardwareRevisions: ["rev-b"] } }),
      aVersion("1.3.0", { compatibility: { requires: [{ name: "bootloader", range: ">=2.0.0" }] } }),
    ];
    expect(choose(versions, ask("1.0.0"))).toBe("incompatible");
    expect(choose(versions, ask("1.0.0", { platform: "Linux", architecture: "aarch64" }))).toBe("1.1.0");
    expect(choose(versions, ask("1.0.0", { hardwareRevision: "rev-b" }))).toBe("1.2.0");
    expect(choose(versions, ask("1.0.0", { installed: { bootloader: "2.1.0" } }))).toBe("1.3.0");
    expect(choose(versions, ask("1.0.0", { installed: { bootloader: "1.9.0" } }))).toBe("incompatible");
  });

  it("only what has a file for the client", () => {
    const linux = aVersion("2.0.0", { downloads: [{ platform: "linux", architecture: null }] });
    expect(choose([aVersion("1.1.0"), linux], ask("1.0.0", { platform: "linux" }))).toBe("2.0.0");
    expect(choose([aVersion("1.1.0"), linux], ask("1.0.0", { platform: "macos" }))).toBe("1.1.0");
  });

  it("a floor to none that cannot run it", () => {
    const floor = aVersion("1.5.0", { isFloor: true, compatibility: { platforms: ["windows"] } });
    expect(choose([...three, floor], ask("1.0.0", { platform: "linux" }))).toBe("2.0.0");
    expect(choose([...three, floor], ask("1.0.0", { platform: "win32" }))).toBe("1.5.0 of 2.0.0");
  });
});

describe("A distribution", () => {
  const versions = [aVersion("1.0.0"), aVersion("1.1.0"), aVersion("2.0.0")];

  it("serves those outside the share what the channel offered before", () => {
    const distribution = aDistribution("2.0.0");
    for (const clientId of clients) {
      const wanted = isInside(clientId, distribution.id, 50) ? "2.0.0" : "1.1.0";
      expect(choose(versions, ask("1.0.0", { clientId }), [distribution])).toBe(wanted);
    }
    expect(choose(versions, ask("1.0.0", { clientId: null }), [distribution])).toBe("1.1.0");
    expect(choose(versions, ask("1.1.0", { clientId: null }), [distribution])).toBe("notYourTurn");
  });

  it.each([
    ["paused", "1.1.0"],
    ["cancelled", "1.1.0"],
    ["completed", "2.0.0"],
  ] as const)("that is %s offers %s", (status, offered) => {
    expect(choose(versions, ask("1.0.0"), [aDistribution("2.0.0", { status, percent: 100 })])).toBe(offered);
  });

  it("is outdone by a later one of the same version", () => {
    const cancelled = aDistribution("2.0.0", { status: "cancelled", createdAt: new Date(NOW.getTime() - 1000) });
    expect(choose(versions, ask("1.0.0"), [cancelled, aDistribution("2.0.0", { percent: 100 })])).toBe("2.0.0");
  });

  it("begins at its time, whether anybody noted that or not", () => {
    const soon = { status: "scheduled", percent: 100, startsAt: new Date(NOW.getTime() + 1) } as const;
    expect(choose(versions, ask("1.0.0"), [aDistribution("2.0.0", soon)])).toBe("1.1.0");
    expect(choose(versions, ask("1.0.0"), [aDistribution("2.0.0", { ...soon, startsAt: NOW })])).toBe("2.0.0");
  });

  it("of two versions gives each client its own, in whichever order they stand", () => {
    for (const [versionId, otherVersionId] of [
      ["2.0.0", "1.1.0"],
      ["1.1.0", "2.0.0"],
    ] as const) {
      const split = aDistribution(versionId, { strategy: "split", otherVersionId, percent: 30 });
      for (const clientId of clients) {
        const wanted = isInside(clientId, split.id, 30) ? versionId : otherVersionId;
        expect(choose(versions, ask("1.0.0", { clientId }), [split])).toBe(wanted);
      }
    }
  });

  it("of two versions takes nothing away from whoever has the newer one", () => {
    const split = aDistribution("2.0.0", { strategy: "split", otherVersionId: "1.1.0", percent: 0 });
    expect(choose(versions, ask("2.0.0"), [split])).toBe("newest");
  });

  it("of two versions offers the older one while it stands still, and the winner in the end", () => {
    const split = aDistribution("2.0.0", { strategy: "split", otherVersionId: "1.1.0" });
    expect(choose(versions, ask("1.0.0"), [{ ...split, status: "paused" }])).toBe("1.1.0");
    expect(choose(versions, ask("1.0.0"), [{ ...split, status: "cancelled" }])).toBe("1.1.0");
    expect(choose(versions, ask("1.0.0"), [{ ...split, status: "completed", winnerId: "2.0.0" }])).toBe("2.0.0");
    expect(choose(versions, ask("1.0.0"), [{ ...split, status: "completed", winnerId: "1.1.0" }])).toBe("1.1.0");
  });

  it("that grows takes no offer away", () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), percent, percent, (clientId, one, other) => {
        const at = (share: number) =>
          choose(versions, ask("1.0.0", { clientId }), [aDistribution("2.0.0", { percent: share })]);
        return at(Math.min(one, other)) !== "2.0.0" || at(Math.max(one, other)) === "2.0.0";
      }),
    );
  });
});
