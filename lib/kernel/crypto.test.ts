import { describe, expect, it } from "vitest";
import { loadConfig } from "#lib/kernel/config.ts";
import { decryptSecret, encryptSecret, newSecret, safeEqual } from "#lib/kernel/crypto.ts";

const config = loadConfig({ SLIPWAY_ENCRYPTION_KEY: "a-key-for-tests-with-32-characters!" });
const other = loadConfig({ SLIPWAY_ENCRYPTION_KEY: "another-key-for-tests-32-characters" });

describe("Sealed secrets", () => {
  it("open with the key and the row they were sealed for", () => {
    expect(decryptSecret(config, encryptSecret(config, "pässword", "registry:1"), "registry:1")).toBe("pässword");
  });

  it("never look the same twice", () => {
    expect(encryptSecret(config, "x", "a")).not.toBe(encryptSecret(config, "x", "a"));
  });

  it("open as they were sealed before keys had ids", () => {
    const [, , ...parts] = encryptSecret(config, "x", "a").split(".");
    expect(decryptSecret(config, ["v1", ...parts].join("."), "a")).toBe("x");
  });

  it("name the key that is missing", () => {
    const sealed = encryptSecret(config, "x", "a");
    expect(() => decryptSecret(other, sealed, "a")).toThrow(`sealed with the key ${sealed.split(".")[1]}`);
  });

  it.each([
    ["in another row", () => decryptSecret(config, encryptSecret(config, "x", "registry:1"), "registry:2")],
    ["with another key", () => decryptSecret(other, encryptSecret(config, "x", "a"), "a")],
    ["when a character was changed", () => decryptSecret(config, flipLast(encryptSecret(config, "xyz", "a")), "a")],
    ["when they are of another version", () => decryptSecret(config, "v9.a.b.c", "a")],
  ])("do not open %s", (_case, open) => {
    expect(open).toThrow();
  });
});

describe("Comparing secrets", () => {
  it("works for any lengths", () => {
    expect(safeEqual("same", "same")).toBe(true);
    expect(safeEqual("same", "other and longer")).toBe(false);
    expect(safeEqual("", "x")).toBe(false);
  });
});

it("makes secrets of 256 bits behind their prefix", () => {
  const secret = newSecret("slp");
  expect(secret).toMatch(/^slp_[\w-]{43}$/);
  expect(newSecret("slp")).not.toBe(secret);
});

function flipLast(sealed: string): string {
  const parts = sealed.split(".");
  const bytes = Buffer.from(parts.pop() ?? "", "base64url");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return [...parts, bytes.toString("base64url")].join(".");
}
