import { expect, it } from "vitest";
import { withAliases } from "#lib/kernel/input.ts";

const aliases = { productId: "product", extensionId: "product", environmentId: "environment" };

it.each([
  ["an alias is the field", { productId: "a", version: "1" }, { product: "a", version: "1" }],
  ["every alias is", { extensionId: "a", environmentId: "b" }, { product: "a", environment: "b" }],
  ["the field stays", { product: "a" }, { product: "a" }],
  ["both are left for the schema to refuse", { product: "a", productId: "b" }, { product: "a", productId: "b" }],
  ["of two aliases one is left over", { productId: "a", extensionId: "b" }, { product: "a", extensionId: "b" }],
  ["what is no object stays", "text", "text"],
  ["nothing stays", null, null],
])("%s", (_title, input, taken) => {
  expect(withAliases(input, aliases)).toEqual(taken);
});
