import { describe, expect, it } from "vitest";
import { parseNpmManifest } from "#lib/builds/rules/dependencies.ts";

const read = (manifest: unknown) => parseNpmManifest("some.json", JSON.stringify(manifest)).packages;

describe("Dependencies of npm", () => {
  it("are the ranges of a package.json, of every kind", () => {
    expect(
      read({
        name: "app",
        dependencies: { a: "^1.0.0" },
        devDependencies: { b: "~2.0.0" },
        optionalDependencies: { c: "3.x" },
        peerDependencies: { d: "*" },
      }),
    ).toEqual({ a: "^1.0.0", b: "~2.0.0", c: "3.x", d: "*" });
  });

  it("are the versions of a lock file, without its root, workspaces and links", () => {
    expect(
      read({
        lockfileVersion: 3,
        packages: {
          "": { version: "0.1.0" },
          "packages/own": { version: "0.2.0" },
          "node_modules/own": { link: true, resolved: "packages/own" },
          "node_modules/a": { version: "1.0.0" },
          "node_modules/@scope/b": { version: "2.0.0" },
          "node_modules/@scope/b/node_modules/a": { version: "0.9.0" },
          "packages/own/node_modules/a": { version: "0.8.0" },
        },
      }),
    ).toEqual({
      a: "1.0.0",
      "@scope/b": "2.0.0",
      "@scope/b/node_modules/a": "0.9.0",
      "packages/own/node_modules/a": "0.8.0",
    });
  });

  it("are the versions of a nested lock file, as npm 6 wrote it", () => {
    expect(
      read({
        lockfileVersion: 1,
        dependencies: { a: { version: "1.0.0", dependencies: { b: { version: "0.1.0" } } }, b: { version: "2.0.0" } },
      }),
    ).toEqual({ a: "1.0.0", "a/node_modules/b": "0.1.0", b: "2.0.0" });
  });

  it("may be none", () => {
    expect(read({ name: "app" })).toEqual({});
  });

  it.each([
    ["{", "It is not JSON."],
    ["[]", "It is no JSON object."],
    ['{"dependencies": []}', 'Its "dependencies" is no object.'],
  ])("%s is refused: %s", (text, message) => {
    expect(() => parseNpmManifest("package.json", text)).toThrow(message);
  });
});
