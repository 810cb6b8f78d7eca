import { describe, expect, it } from "vitest";
import { numberedSlug, proposeSlugs, SLUG, SLUG_LENGTH_MAX } from "#lib/products/rules/product.ts";

describe("proposeSlugs", () => {
  it("starts with the last segment and grows towards the host", () => {
    expect(proposeSlugs({ registryHost: "ghcr.io", repository: "acme/edge/gateway" })).toEqual([
      "gateway",
      "edge-gateway",
      "acme-edge-gateway",
      "ghcr.io-acme-edge-gateway",
    ]);
  });

  it("proposes only valid slugs, however long the name", () => {
    const image = { registryHost: "127.0.0.1:5000", repository: `${"a-".repeat(100)}b/c__d` };
    for (const slug of proposeSlugs(image)) expect(slug).toMatch(SLUG);
    for (const slug of proposeSlugs(image)) expect(slug.length).toBeLessThanOrEqual(SLUG_LENGTH_MAX);
  });
});

describe("numberedSlug", () => {
  it("stays within the length", () => {
    expect(numberedSlug("gateway", 2)).toBe("gateway-2");
    expect(numberedSlug("a".repeat(SLUG_LENGTH_MAX), 12)).toHaveLength(SLUG_LENGTH_MAX);
  });
});
