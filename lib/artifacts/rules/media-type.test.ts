import { describe, expect, it } from "vitest";
import { chooseMediaType, isDisguised } from "#lib/artifacts/rules/media-type.ts";

describe("The type of a content", () => {
  it.each<[string, string, string | null, string]>([
    ["the bytes win", "text/plain", "image/png", "image/png"],
    ["the bytes win over silence", "", "application/x-elf", "application/x-elf"],
    [
      "a wrapped format may be named by its sender",
      "application/java-archive",
      "application/zip",
      "application/java-archive",
    ],
    ["a wrapped format is no picture", "image/png", "application/zip", "application/zip"],
    ["a picture without a picture's bytes is unknown", "image/png", null, "application/octet-stream"],
    ["a drawing is text and cannot be recognized", "image/svg+xml", null, "image/svg+xml"],
    ["text has no sign of its own", "text/plain; charset=utf-8", null, "text/plain"],
    ["what is no type at all is unknown", "hello world", null, "application/octet-stream"],
    ["a type that would end the header is unknown", "text/plain\r\nx: y", null, "application/octet-stream"],
  ])("%s", (_case, claimed, detected, chosen) => {
    expect(chooseMediaType({ fileName: "file", claimed, detected })).toBe(chosen);
  });

  it.each<[string, string, string, boolean]>([
    ["logo.png", "", "application/x-elf", true],
    ["logo", "image/png", "application/x-msdownload", true],
    ["readme.PDF", "", "application/x-mach-binary", true],
    ["setup.exe", "application/x-msdownload", "application/x-msdownload", false],
    ["app", "", "application/x-elf", false],
    ["logo.png", "image/png", "image/png", false],
  ])("%s (%s) with the bytes of %s: disguised %j", (fileName, claimed, detected, disguised) => {
    expect(isDisguised({ fileName, claimed, detected })).toBe(disguised);
  });
});
