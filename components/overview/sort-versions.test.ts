import { expect, it } from "vitest";
import { sortByVersion } from "#components/overview/sort-versions.ts";

it("puts the newest version first and the largest product on top", () => {
  const counts = [
    { app: "agent", version: "1.0.0", deviceCount: 3 },
    { app: "web", version: null, deviceCount: 4 },
    { app: "web", version: "1.9.0", deviceCount: 80 },
    { app: "web", version: "nightly", deviceCount: 9 },
    { app: "web", version: "1.10.0", deviceCount: 12 },
    { app: "web", version: "1.10.0-rc.1", deviceCount: 2 },
  ];
  const sorted = sortByVersion(counts);
  expect(sorted.map(({ app, total }) => [app, total])).toEqual([
    ["web", 107],
    ["agent", 3],
  ]);
  expect(sorted[0]!.versions.map(({ version }) => version)).toEqual([
    "1.10.0",
    "1.10.0-rc.1",
    "1.9.0",
    "nightly",
    null,
  ]);
});
