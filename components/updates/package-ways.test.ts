import { describe, expect, it } from "vitest";
import { groupPackages } from "#components/updates/package-ways.ts";
import type { PackageView } from "#lib/updates/view.ts";

const made = (id: string, fromVersion: string | null, fileName: string, packageSize: number | null) =>
  ({ id, fromVersion, toVersion: "2.0.0", fileName, packageSize, format: id }) as PackageView;

describe("Packages of the same step", () => {
  it("stand together, the smallest first and those that are not made last", () => {
    const ways = groupPackages([
      made("bsdiff", "1.0.0", "app.bin", null),
      made("full", null, "app.bin", 900),
      made("xdelta3", "1.0.0", "app.bin", 20),
      made("zstd", "1.0.0", "app.bin", 10),
      made("zstd", "1.0.0", "other.bin", 30),
    ]);
    expect(
      ways.map(({ fromVersion, fileName, packages }) => [fromVersion, fileName, packages.map(({ id }) => id)]),
    ).toEqual([
      ["1.0.0", "app.bin", ["zstd", "xdelta3", "bsdiff"]],
      [null, "app.bin", ["full"]],
      ["1.0.0", "other.bin", ["zstd"]],
    ]);
  });

  it("are none where there are none", () => {
    expect(groupPackages([])).toEqual([]);
  });
});
