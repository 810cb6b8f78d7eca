import { describe, expect, test } from "vitest";
import {
  concreteImage,
  matchesImage,
  namesNamespace,
  namesRegistry,
  patternFault,
  specificityOf,
} from "#lib/intake/rules/image-pattern.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";

function image(text: string) {
  const reference = normalizeReference(text);
  if (!reference) throw new Error(`${text} is no image`);
  return reference;
}

describe("matching", () => {
  test.each([
    ["acme/gateway", "docker.io/acme/gateway", true],
    ["acme/gateway", "ghcr.io/acme/gateway", true],
    ["acme/gateway", "ghcr.io/acme/gateway2", false],
    ["acme/*", "ghcr.io/acme/gateway", true],
    ["acme/*", "ghcr.io/acme/tools/x", false],
    ["acme/**", "ghcr.io/acme/tools/x", true],
    ["ACME/Gateway", "ghcr.io/acme/gateway", true],
    ["**", "ghcr.io/acme/tools/x", true],
    ["**", "docker.io/library/nginx", true],
    ["*", "docker.io/library/nginx", true],
    ["*", "ghcr.io/acme/x", false],
    ["*/acme/gateway", "ghcr.io/acme/gateway", true],
    ["**/gateway", "ghcr.io/acme/gateway", true],
    ["**/gateway", "ghcr.io/acme/gateway-2", false],
    ["ghcr.io/acme/*", "ghcr.io/acme/gateway", true],
    ["ghcr.io/acme/*", "quay.io/acme/gateway", false],
    ["*.acme.example/**", "registry.acme.example/tools/x", true],
    ["*.acme.example/**", "registry.evil.example/tools/x", false],
    ["registry.acme.example:5000/x", "registry.acme.example:5000/x", true],
    ["registry.acme.example:5000/x", "registry.acme.example/x", false],
    ["nginx", "docker.io/library/nginx", true],
    ["library/nginx", "docker.io/library/nginx", true],
    ["docker.io/nginx", "docker.io/library/nginx", true],
    ["index.docker.io/acme/x", "docker.io/acme/x", true],
    ["acme/{gateway,sensor}", "ghcr.io/acme/sensor", true],
    ["acme/gateway-?", "ghcr.io/acme/gateway-2", true],
    ["acme/g[a-f]teway", "ghcr.io/acme/gateway", true],
  ])("%s and %s: %s", (pattern, name, answer) => expect(matchesImage(pattern, image(name))).toBe(answer));

  test("a pattern of many wildcards answers at once", () => {
    const started = performance.now();
    matchesImage("*a*a*a*a*a*a*a*a*b", { registryHost: "docker.io", repository: "a".repeat(200) });
    expect(performance.now() - started).toBeLessThan(200);
  });

  test("only a pattern with a host names a registry", () => {
    expect(namesRegistry("ghcr.io/acme/*", image("ghcr.io/acme/x"))).toBe(true);
    expect(namesRegistry("*.acme.example/**", image("registry.acme.example/x"))).toBe(true);
    expect(namesRegistry("acme/*", image("evil.example/acme/x"))).toBe(false);
    expect(namesRegistry("**", image("evil.example/acme/x"))).toBe(false);
  });
});

describe("specificity is the number of literal characters", () => {
  test.each([
    ["acme/gateway", "acme/*"],
    ["ghcr.io/acme/*", "acme/*"],
    ["acme/gate*", "acme/g*"],
    ["acme/*", "**"],
    ["acme/gateway", "acme/gatewa[yz]"],
  ])("%s is more specific than %s", (more, less) => {
    expect(specificityOf(more)).toBeGreaterThan(specificityOf(less));
  });
});

describe("patterns without wildcards name one image", () => {
  test.each([
    ["ghcr.io/Acme/gateway", "ghcr.io/acme/gateway"],
    ["acme/gateway", "docker.io/acme/gateway"],
    ["nginx", "docker.io/library/nginx"],
    ["acme/*", null],
    ["acme/{a,b}", null],
    ["acme/g[ab]", null],
  ])("%s: %s", (pattern, name) => {
    const found = concreteImage(pattern);
    expect(found && `${found.registryHost}/${found.repository}`).toBe(name);
  });
});

describe("patterns that can match something have no fault", () => {
  test.each([
    "**",
    "*",
    "acme/*",
    "acme/**",
    "**/gateway",
    "*/gateway",
    "acme/gateway-*",
    "acme/*-edge",
    "acme/{a,b}-x",
    "acme/[a-c]*",
    "ghcr.io/**",
    "*.example/acme/*",
    "localhost:5000/x",
    "127.0.0.1:5000/**",
    "Acme/Gateway",
  ])("%s", (pattern) => expect(patternFault(pattern)).toBeNull());
});

describe("patterns that cannot match say why", () => {
  test.each([
    ["acme/gateway:1.4", /tagRule/],
    ["gateway:latest", /tagRule/],
    ["acme/x@sha256:abc", /without/],
    ["https://ghcr.io/acme/x", /scheme/],
    ["acme/my image", /spaces/],
    ["acme//gateway", /No valid name/],
    ["acme/-gateway", /No valid name/],
    ["/acme", /No valid name/],
    ["acme/", /No valid name/],
    ["acme/gate$way", /No valid name/],
    ["ghcr.io/", /Name a repository/],
    ["", /Name a repository/],
    ["-bad.example/x", /No valid name/],
    ["ghcr.io/acme/*:latest", /tagRule/],
  ])("%s", (pattern, message) => expect(patternFault(pattern)).toMatch(message));
});

describe("a pattern names a namespace", () => {
  test.each(["acme/*", "acme/gateway", "ghcr.io/acme/**", "docker.io/acme/g*", "redis"])("%s does", (pattern) => {
    expect(namesNamespace(pattern)).toBe(true);
  });
  test.each(["**", "*", "*/gateway", "ghcr.io/**", "docker.io/a*/x", "{acme,other}/x"])("%s does not", (pattern) => {
    expect(namesNamespace(pattern)).toBe(false);
  });
});
