import { expect, it } from "vitest";
import { mayHaveToken, sourceOf } from "#lib/agent/rules/source.ts";

const server = "https://slipway.example.com/base";

it.each([
  ["/api/v1/artifacts/1", "https://slipway.example.com/base/api/v1/artifacts/1", true],
  ["https://slipway.example.com/elsewhere", "https://slipway.example.com/elsewhere", true],
  ["https://cdn.example.com/1", "https://cdn.example.com/1", false],
  ["//cdn.example.com/1", "https://cdn.example.com/1", false],
  ["http://slipway.example.com/1", "http://slipway.example.com/1", false],
  ["https://slipway.example.com.evil.example/1", "https://slipway.example.com.evil.example/1", false],
])("of %s asks %s, with the token: %s", (url, address, withToken) => {
  expect(sourceOf(url, server).href).toBe(address);
  expect(mayHaveToken(sourceOf(url, server), server)).toBe(withToken);
});
