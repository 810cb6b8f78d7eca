import fc from "fast-check";
import { expect, it } from "vitest";
import { checkInput } from "#lib/updates/input.ts";
import { keyOf } from "#lib/updates/rules/known-versions.ts";
import { isPlainCheck } from "#lib/updates/rules/plain-check.ts";

const usual = {
  productId: "thermostat",
  currentVersion: "1.4.0",
  channel: "stable",
  clientId: "a",
  formats: ["bsdiff"],
};

const word = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 130,
});
const anything = fc.oneof(
  word,
  fc.constant("1.4.0"),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(word, { maxLength: 22 }),
);
const fields = ["productId", "extensionId", "currentVersion", "channel", "deviceId", "clientId", "platform", "arch"];
const others = ["architecture", "hardwareRevision", "provides", "formats", "more", "__proto__"];
const check = fc.dictionary(fc.constantFrom(...fields, ...others), anything, { noNullPrototype: true });

it("takes what clients usually send, once the version is known", () => {
  const text = "1.4.1-never.seen";
  expect(isPlainCheck({ ...usual, currentVersion: text })).toBe(false);
  keyOf(text);
  expect(isPlainCheck({ ...usual, currentVersion: text })).toBe(true);
});

it("takes nothing that the schema refuses, and nothing that the schema would change", () => {
  keyOf("1.4.0");
  fc.assert(
    fc.property(check, fc.boolean(), (made, isNearlyUsual) => {
      const value = isNearlyUsual ? { ...usual, ...made } : made;
      if (!isPlainCheck(value)) return;
      const result = checkInput.safeParse(value);
      expect(result.success && result.data).toEqual(value);
    }),
    { numRuns: 3_000 },
  );
});
