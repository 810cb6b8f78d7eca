import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

function spelled(text: string): string | null {
  const reference = normalizeReference(text);
  return reference && `${reference.registryHost}/${reference.repository}`;
}

describe("names", () => {
  test.each([
    ["nginx", "docker.io/library/nginx"],
    ["NGINX:1.27", "docker.io/library/nginx"],
    ["acme/gateway", "docker.io/acme/gateway"],
    ["index.docker.io/acme/gateway:1.4.2", "docker.io/acme/gateway"],
    ["registry-1.docker.io/nginx", "docker.io/library/nginx"],
    ["registry.hub.docker.com/acme/gateway", "docker.io/acme/gateway"],
    ["docker.io/library/nginx", "docker.io/library/nginx"],
    ["ghcr.io/Acme/Gateway:", "ghcr.io/acme/gateway"],
    [`registry.acme.example:5000/tools/x@${DIGEST}`, "registry.acme.example:5000/tools/x"],
    ["registry.acme.example:443/tools/x", "registry.acme.example/tools/x"],
    ["https://quay.io/acme/gateway/", "quay.io/acme/gateway"],
    ["  localhost/x  ", "localhost/x"],
    ["localhost:5000/x:y", "localhost:5000/x"],
    ["127.0.0.1:5000/a/b/c", "127.0.0.1:5000/a/b/c"],
    ["acme/sub/deep__name", "docker.io/acme/sub/deep__name"],
    ["", null],
    ["/", null],
    ["acme/", "docker.io/library/acme"],
    ["acme//gateway", null],
    ["acme/-x", null],
    ["acme/x y", null],
    ["ghcr.io/", "docker.io/library/ghcr.io"],
    ["-bad.example/x", null],
    ["../../etc/passwd", null],
    [`docker.io/${"a".repeat(246)}`, null],
    [`ghcr.io/${"a".repeat(247)}`, `ghcr.io/${"a".repeat(247)}`],
  ])("%s is %s", (text, image) => expect(spelled(text)).toBe(image));

  test("the tag keeps its capitals", () => {
    expect(normalizeReference("ghcr.io/Acme/X:Beta.1")).toMatchObject({ tag: "Beta.1" });
    expect(normalizeReference(`nginx:1@${DIGEST}`)).toMatchObject({ tag: "1", digest: DIGEST });
  });

  test("normalizing twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const once = spelled(text);
        if (once !== null) expect(spelled(once)).toBe(once);
      }),
    );
  });
});
