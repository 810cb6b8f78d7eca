import { describe, expect, test } from "vitest";
import { isDigest, isTag, normalizeImage } from "#lib/products/rules/image.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test.each([
  ["acme/gateway", "docker.io/acme/gateway"],
  ["nginx", "docker.io/library/nginx"],
  ["docker.io/nginx", "docker.io/library/nginx"],
  ["index.docker.io/acme/gateway", "docker.io/acme/gateway"],
  ["ghcr.io/Acme/Gateway", "ghcr.io/acme/gateway"],
  ["localhost:5000/gateway", "localhost:5000/gateway"],
  ["localhost/gateway", "localhost/gateway"],
  ["registry.acme.example/team/sub/app", "registry.acme.example/team/sub/app"],
  ["[::1]:5000/app", "[::1]:5000/app"],
  ["127.0.0.1:5000/a--b/c__d", "127.0.0.1:5000/a--b/c__d"],
  ["ghcr.io:443/acme/gateway", "ghcr.io/acme/gateway"],
])("%s means %s", (text, image) => {
  expect(normalizeImage(text)).toBe(image);
});

test.each([
  "",
  "/",
  "acme/",
  "ghcr.io/",
  "acme/gateway:1.2",
  "acme/gateway@sha256:ab",
  "acme gateway",
  "https://x.io/a",
  "a/../b",
  "-a",
  "host-without-dot.:5000/a",
  "a..b/c",
  `docker.io/${"a".repeat(246)}`,
])("%j is no image", (text) => {
  expect(normalizeImage(text)).toBeNull();
});

describe("tags and digests", () => {
  test.each([
    ["1.4.2", true],
    ["_x", true],
    ["v1.2.3-rc.1", true],
    ["", false],
    [".x", false],
    ["-x", false],
    ["1.2.3+build", false],
    [DIGEST, false],
    ["a".repeat(128), true],
    ["a".repeat(129), false],
  ])("'%s' as a tag: %s", (text, answer) => expect(isTag(text)).toBe(answer));

  test.each([
    [DIGEST, true],
    [`sha512:${"0".repeat(128)}`, true],
    [`sha256:${"A".repeat(64)}`, false],
    [`sha256:${"a".repeat(63)}`, false],
    ["a".repeat(64), false],
    ["md5:abc", false],
  ])("'%s' as a digest: %s", (text, answer) => expect(isDigest(text)).toBe(answer));
});
