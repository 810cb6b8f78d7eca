import { describe, expect, it } from "vitest";
import type { Action } from "#lib/agent/rules/action.ts";
import { referenceOf, registryOf, repositoryOf, tagOf } from "#lib/agent/rules/reference.ts";

const action: Action = {
  id: 1,
  kind: "rollback",
  product: "app",
  image: "r.example:5000/acme/app",
  digest: null,
  version: "1.4.0",
  artifacts: [],
};
const digest = `sha256:${"a".repeat(64)}`;

describe("What to pull", () => {
  it.each([
    ["the digest where it is named", { digest }, [], `r.example:5000/acme/app@${digest}`],
    [
      "what ran here under that version",
      {},
      [{ image: "r.example:5000/acme/app:1.4.0", digest, version: "1.4.0", imageId: "i" }],
      `r.example:5000/acme/app@${digest}`,
    ],
    [
      "the tag where only another image had that version",
      {},
      [{ image: "r.example:5000/acme/other", digest, version: "1.4.0", imageId: "i" }],
      "r.example:5000/acme/app:1.4.0",
    ],
    [
      "the very image where neither was ever known",
      { version: null },
      [{ image: "r.example:5000/acme/app", digest: null, version: null, imageId: "sha256:1" }],
      "sha256:1",
    ],
  ])("is %s", (_name, change, releases, reference) => {
    expect(referenceOf({ ...action, ...change }, releases)).toMatchObject({ kind: "image", reference });
  });

  it.each([
    ["names no image", { image: null }, /no image/],
    ["names neither digest nor version", { version: null }, /Neither a digest nor a version/],
  ])("is unknown where the action %s", (_name, change, reason) => {
    expect(referenceOf({ ...action, ...change }, [])).toEqual({
      kind: "unknown",
      reason: expect.stringMatching(reason),
    });
  });
});

it.each([
  ["nginx", "nginx", null, "docker.io"],
  ["acme/app:1.0", "acme/app", "1.0", "docker.io"],
  ["localhost/app", "localhost/app", null, "localhost"],
  ["r.example:5000/acme/app", "r.example:5000/acme/app", null, "r.example:5000"],
  [`ghcr.io/acme/app:2.0@${digest}`, "ghcr.io/acme/app", "2.0", "ghcr.io"],
])("takes %s apart", (image, repository, tag, registry) => {
  expect([repositoryOf(image), tagOf(image), registryOf(image)]).toEqual([repository, tag, registry]);
});
