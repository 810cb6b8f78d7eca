import { describe, expect, it } from "vitest";
import { excerpt, hideSecrets, showAddress } from "#lib/stage-kinds/rules/hide.ts";

describe("secrets", () => {
  it.each([
    ["plain", "key=s3cr3t!", "key=•••"],
    ["several times", "s3cr3t! and s3cr3t!", "••• and •••"],
    ["in an address", "?key=p%26q%20r", "?key=•••"],
    ["in JSON", String.raw`{"key":"a\"b"}`, '{"key":"•••"}'],
    ["one that begins with another", "s3cr3t!-longer", "•••"],
    ["nothing of the kind", "fine", "fine"],
  ])("are hidden: %s", (_title, text, shown) => {
    expect(hideSecrets(text, ["s3cr3t!", "p&q r", 'a"b', "s3cr3t!-longer", ""])).toBe(shown);
  });

  it("half a character is no reason to fail", () => expect(hideSecrets("x\uD800y", ["\uD800"])).toBe("x•••y"));

  it("texts are cut after they were cleaned, so that no half of a secret is left", () => {
    expect(excerpt(`${"x".repeat(196)}s3cr3t!`, ["s3cr3t!"])).toBe(`${"x".repeat(196)}•••`);
    expect(excerpt("one\n  two", [])).toBe("one two");
    expect(excerpt("x".repeat(300), [])).toBe(`${"x".repeat(200)}…`);
  });

  it("addresses are shown without their query", () => {
    expect(showAddress("https://example.com:8443/a?token=x#y", [])).toBe("https://example.com:8443/a");
    expect(showAddress("nonsense", [])).toBe("nonsense");
    expect(showAddress("https://example.com/T0/B1?x=1", ["T0/B1"])).toBe("https://example.com/•••");
    expect(showAddress("https://example.com/T0?x=1", ["https://example.com/T0?x=1"])).toBe("•••");
  });
});
