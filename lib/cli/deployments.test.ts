import { expect, it } from "vitest";
import { readVariables } from "#lib/cli/deployments.ts";

it("reads values as JSON where they are, and as texts where they are not", () => {
  expect(readVariables(["count=3", "dry=true", "name=eu", 'devices={"tags":["a"]}', "empty=", "eq=a=b"])).toEqual({
    count: 3,
    dry: true,
    name: "eu",
    devices: { tags: ["a"] },
    empty: "",
    eq: "a=b",
  });
});

it.each(["count", "=3", ""])("refuses %j", (pair) => {
  expect(() => readVariables([pair])).toThrow(/is no name=value/);
});
