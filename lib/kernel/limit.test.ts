import { expect, it } from "vitest";
import { callerKey } from "#lib/kernel/limit.ts";

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
  ["2001:db8:1:2::", "2001:db8:1:2::"],
  ["fe80::1%eth0", "fe80::"],
  ["::1", "::"],
  [null, "unknown"],
])("the calls from %s are counted as those of %s", (address, key) => {
  expect(callerKey(address)).toBe(key);
});
