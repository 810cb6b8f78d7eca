import { describe, expect, it } from "vitest";
import { chooseBases } from "#lib/updates/rules/delta-bases.ts";
import { fileLine, namesItsVersion } from "#lib/updates/rules/file-line.ts";
import { DELTA_FORMATS, readFormats, type DeltaFormat } from "#lib/updates/rules/formats.ts";
import { planDeltas, type DeltaPackage } from "#lib/updates/rules/plan-download.ts";
import { isFileFor, platformOfFile } from "#lib/updates/rules/platform.ts";
import { isSidecar } from "#lib/updates/rules/sidecar.ts";

function aDelta(from: number, to: number, size: number, format: DeltaFormat = "bsdiff"): DeltaPackage {
  return {
    id: `${from}-${to}-${format}`,
    format,
    fromKey: String(from),
    toKey: String(to),
    fromVersion: String(from),
    baseSha256: `content ${from}`,
    resultSha256: `content ${to}`,
    size,
  };
}

describe("The way to a version", () => {
  function plan(deltas: DeltaPackage[], rest: { formats?: DeltaFormat[]; floorKeys?: string[]; from?: number } = {}) {
    return planDeltas({
      full: { id: "full", fileName: "app", sha256: "content 5", size: 100 },
      deltasByResult: Map.groupBy(deltas, (delta) => delta.resultSha256),
      currentKey: String(rest.from ?? 1),
      formats: rest.formats ?? [...DELTA_FORMATS],
      floorKeys: rest.floorKeys ?? [],
    }).map((delta) => delta.id);
  }

  it.each([
    ["a delta", [aDelta(1, 5, 10)], ["1-5-bsdiff"]],
    ["the smallest of several", [aDelta(1, 5, 10), aDelta(1, 5, 8, "xdelta3")], ["1-5-xdelta3"]],
    ["a chain that is smaller", [aDelta(1, 5, 60), aDelta(1, 3, 10), aDelta(3, 5, 10)], ["1-3-bsdiff", "3-5-bsdiff"]],
    ["the whole where deltas are not smaller", [aDelta(1, 3, 60), aDelta(3, 5, 40)], []],
    ["the whole where none begins at the client's version", [aDelta(2, 5, 10)], []],
    ["no chain that is too long", [aDelta(1, 2, 1), aDelta(2, 3, 1), aDelta(3, 4, 1), aDelta(4, 5, 1)], []],
  ])("is %s", (_title, deltas, ids) => {
    expect(plan(deltas)).toEqual(ids);
  });

  it("uses only what the client can apply", () => {
    const deltas = [aDelta(1, 5, 10), aDelta(1, 5, 20, "zstd-patch-from")];
    expect(plan(deltas, { formats: ["zstd-patch-from"] })).toEqual(["1-5-zstd-patch-from"]);
    expect(plan(deltas, { formats: [] })).toEqual([]);
  });

  it("crosses no floor", () => {
    expect(plan([aDelta(1, 5, 10)], { floorKeys: ["3"] })).toEqual([]);
    expect(plan([aDelta(1, 5, 10)], { floorKeys: ["1", "5"] })).toEqual(["1-5-bsdiff"]);
  });
});

describe("A new version gets deltas", () => {
  const candidate = (key: number, deviceCount = 0) => ({ id: String(key), precedenceKey: String(key), deviceCount });
  const older = [candidate(8), candidate(7), candidate(6), candidate(5, 3), candidate(4, 9), candidate(3, 1)];
  const basesOf = (lastCount: number, floorKeys: string[] = []) =>
    chooseBases({ precedenceKey: "9" }, older, { lastCount, floorKeys }).map(({ id }) => id);

  it("from the last ones and from those that most devices run", () => {
    expect(basesOf(2)).toEqual(["8", "7", "4", "5"]);
  });
  it("from none where that is off", () => expect(basesOf(0)).toEqual([]));
  it("from none beyond a floor", () => expect(basesOf(3, ["7"])).toEqual(["8", "7"]));
});

describe("Names", () => {
  it.each([
    ["App-1.2.0-arm64.dmg", "macos", "arm64"],
    ["App Setup 1.2.0.exe", "windows", null],
    ["app_1.2.0_amd64.deb", "linux", "x64"],
    ["app_1.2.0_x64.AppImage.tar.gz", "linux", "x64"],
    ["app-darwin-aarch64.tar.gz", "macos", "arm64"],
    ["app-win-x64.zip", "windows", "x64"],
    ["rootfs.swu", null, null],
    ["winter-theme.zip", null, null],
  ])("tell for whom %s is", (name, platform, architecture) => {
    expect(platformOfFile(name)).toEqual({ platform, architecture });
  });

  it("yield to what the file's metadata say", () => {
    expect(platformOfFile("app.zip", { platform: "darwin", arch: "universal" })).toEqual({
      platform: "macos",
      architecture: "universal",
    });
  });

  it("are for whoever fits", () => {
    const client = { platform: "linux", architecture: "arm64" };
    expect(isFileFor(platformOfFile("app_1.2.0_amd64.deb"), client)).toBe(false);
    expect(isFileFor(platformOfFile("app_1.2.0_arm64.deb"), client)).toBe(true);
    expect(isFileFor(platformOfFile("data.bin"), client)).toBe(true);
    expect(isFileFor({ platform: "linux", architecture: "universal" }, client)).toBe(true);
  });

  it("of one line differ in their version alone", () => {
    expect(fileLine("App-1.2.0.dmg", "1.2.0")).toBe(fileLine("App-1.1.0.dmg", "1.1.0"));
    expect(namesItsVersion("App-1.2.0.dmg", "1.2.0")).toBe(true);
    expect(namesItsVersion("rootfs.swu", "1.2.0")).toBe(false);
  });

  it("of companions are known", () => {
    expect(["a.dmg.sig", "a.exe.BLOCKMAP", "latest.yml"].every(isSidecar)).toBe(true);
    expect(["a.dmg", "signal", "sig"].some(isSidecar)).toBe(false);
  });

  it("of formats may be the tools'", () => {
    expect(readFormats(["bspatch", "ZSTD", "courgette"])).toEqual(["zstd-patch-from", "bsdiff"]);
  });
});
