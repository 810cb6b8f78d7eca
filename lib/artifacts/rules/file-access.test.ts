import { describe, expect, it } from "vitest";
import { cacheControlOf, judgeDemand, type FileDemand } from "#lib/artifacts/rules/file-access.ts";

const NOW = new Date("2026-05-01T12:00:00Z");
const LATER = new Date("2026-05-01T13:00:00Z");
const BEFORE = new Date("2026-05-01T11:00:00Z");

const demand = (change: Partial<FileDemand> = {}): FileDemand => ({
  isPublic: false,
  expiresAt: null,
  isKnown: false,
  link: "none",
  ...change,
});

describe("A file", () => {
  it.each<[string, Partial<FileDemand>, string]>([
    ["of a public product is everybody's", { isPublic: true }, "allowed"],
    ["of a private product is nobody's", {}, "unknown"],
    ["of a private product is for whoever is known", { isKnown: true }, "allowed"],
    ["of a private product is for whoever has a link", { link: "valid" }, "allowed"],
    ["is not for a link that is over", { link: "expired" }, "linkExpired"],
    ["is not for a link that was made up", { link: "wrong" }, "unknown"],
    ["of a public product needs no link", { isPublic: true, link: "expired" }, "allowed"],
    [
      "that has expired is nobody's",
      { isPublic: true, isKnown: true, link: "valid", expiresAt: BEFORE },
      "fileExpired",
    ],
    ["that has expired is not told to strangers", { expiresAt: BEFORE }, "unknown"],
    ["that expires later is there until then", { isPublic: true, expiresAt: LATER }, "allowed"],
  ])("%s", (_case, change, verdict) => {
    expect(judgeDemand(demand(change), NOW)).toBe(verdict);
  });

  it.each([
    [{ isPublic: true, cacheControl: null, expiresAt: null }, "public, max-age=31536000, immutable, no-transform"],
    [{ isPublic: false, cacheControl: null, expiresAt: null }, "private, max-age=31536000, immutable, no-transform"],
    [{ isPublic: true, cacheControl: null, expiresAt: LATER }, "public, max-age=3600, no-transform"],
    [{ isPublic: true, cacheControl: "no-store", expiresAt: LATER }, "no-store"],
    [
      { isPublic: false, cacheControl: "public, max-age=60", expiresAt: null },
      "private, max-age=31536000, immutable, no-transform",
    ],
    [{ isPublic: false, cacheControl: "private, max-age=60", expiresAt: null }, "private, max-age=60"],
    [
      { isPublic: false, cacheControl: 'private="x-name", public, s-maxage=60', expiresAt: null },
      "private, max-age=31536000, immutable, no-transform",
    ],
  ])("%j is kept by caches as %s", (facts, header) => {
    expect(cacheControlOf(facts, NOW)).toBe(header);
  });
});
