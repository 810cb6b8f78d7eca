import { expect, test } from "vitest";
import { normalizeImage } from "#lib/products/rules/image.ts";

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
])("%j is no image", (text) => {
  expect(normalizeImage(text)).toBeNull();
});
