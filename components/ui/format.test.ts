import { describe, expect, it } from "vitest";
import {
  countOf,
  formatBytes,
  formatCompact,
  formatDuration,
  formatPercent,
  formatRelative,
  shortDigest,
} from "#components/ui/format.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const ago = (seconds: number) => new Date(now - seconds * 1000);

describe("moments", () => {
  it.each([
    [2, "just now"],
    [42, "42 s ago"],
    [150, "2 min ago"],
    [3 * 3600 + 1, "3 h ago"],
    [26 * 3600, "1 d ago"],
    [90 * 86_400, "3 mo ago"],
    [800 * 86_400, "2 y ago"],
    [-90, "in 1 min"],
  ])("%s seconds back reads %s", (seconds, words) => {
    expect(formatRelative(ago(seconds), now)).toBe(words);
  });
});

describe("spans", () => {
  it.each([
    [0, "0 s"],
    [59.6, "1 min"],
    [61, "1 min 1 s"],
    [7500, "2 h 5 min"],
    [86_400, "1 d"],
    [-5, "0 s"],
  ])("%s seconds reads %s", (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});

describe("numbers", () => {
  it.each([
    [0, "0%"],
    [0.0004, "<0.1%"],
    [0.0123, "1.2%"],
    [0.2, "20%"],
    [0.9983, "99.8%"],
    [0.9999, ">99.9%"],
    [1, "100%"],
  ])("share %s reads %s", (share, words) => {
    expect(formatPercent(share)).toBe(words);
  });

  it.each([
    [999, "999 B"],
    [1500, "1.5 kB"],
    [126_000_000, "126 MB"],
  ])("%s bytes reads %s", (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  it("counts in words", () => {
    expect(countOf(1, "device")).toBe("1 device");
    expect(countOf(1214, "device")).toBe("1,214 devices");
    expect(countOf(2, "policy", "policies")).toBe("2 policies");
    expect(formatCompact(12_345)).toBe("12.3K");
  });

  it("shortens digests", () => {
    expect(shortDigest(`sha256:${"ab".repeat(32)}`)).toBe("sha256:abababababab");
  });
});
