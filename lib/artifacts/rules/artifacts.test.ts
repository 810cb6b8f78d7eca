import { describe, expect, it } from "vitest";
import { fileNameFault } from "#lib/artifacts/rules/file-name.ts";
import { filesDigest } from "#lib/artifacts/rules/files-digest.ts";

const a = { fileName: "a.swu", sha256: "11".repeat(32) };
const b = { fileName: "ä b.bin", sha256: "22".repeat(32) };

describe("the digest of files", () => {
  it("is the one of what sha256sum prints for them, sorted", () => {
    // printf '%s  a.swu\n' 1111… | sha256sum
    expect(filesDigest([a])).toBe("sha256:ad9d69fe68f2c097dfffbedc6ce4cba56791c87180b3f61669bc087640c1e23d");
  });

  it("does not depend on the order", () => {
    expect(filesDigest([a, b])).toBe(filesDigest([b, a]));
  });

  it("changes with a name and with a content", () => {
    const others = [[{ ...a, fileName: "b.swu" }], [{ ...a, sha256: "33".repeat(32) }], [a, b]].map(filesDigest);
    expect(new Set([filesDigest([a]), ...others]).size).toBe(4);
  });

  it("is none without files", () => {
    expect(filesDigest([])).toBeNull();
  });
});

describe("a file's name", () => {
  it.each(["rootfs.swu", "a b (1).bin", "ünïcode.raucb", "x".repeat(256), ".hidden"])("may be %s", (name) => {
    expect(fileNameFault(name)).toBeNull();
  });

  it.each(["", ".", "..", "a/b", "a\\b", "a\nb", "a\0b", " a", "a ", "x".repeat(257), "\ud800"])(
    "may not be %j",
    (name) => {
      expect(fileNameFault(name)).not.toBeNull();
    },
  );
});
