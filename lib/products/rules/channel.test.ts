import { expect, test } from "vitest";
import { CHANNEL_NAME, defaultChannels } from "#lib/products/rules/channel.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";

const ALL = ["stable", "beta", "alpha", "rc", "nightly", "shops"];

test.each([
  ["1.0.0", true, ["stable", "beta", "alpha", "rc"]],
  ["2.0.0-rc.1", false, ["beta", "alpha", "rc"]],
  ["2.0.0-beta.1", false, ["beta", "alpha"]],
  ["2.0.0-ALPHA", false, ["alpha"]],
  ["2.0.0-nightly.20260101", false, ["nightly"]],
  ["2.0.0-42", false, []],
  // Its maker says so.
  ["1.0.0", false, []],
  ["2.0.0-rc.1", true, ["stable", "beta", "alpha", "rc"]],
])("%s, stable: %s, belongs to %j", (version, isStable, expected) => {
  expect(defaultChannels(parseVersion(version)!, { isStable, channels: ALL })).toEqual(expected);
});

test("a channel that the product lacks is not made up", () => {
  expect(defaultChannels(parseVersion("1.0.0")!, { isStable: true, channels: ["beta"] })).toEqual(["beta"]);
});

test.each([
  ["stable", true],
  ["2026.x_shops-eu", true],
  ["Stable", false],
  ["a..b", false],
  ["-a", false],
  ["a/b", false],
  ["", false],
])("the name %j is valid: %s", (name, expected) => {
  expect(CHANNEL_NAME.test(name)).toBe(expected);
});
