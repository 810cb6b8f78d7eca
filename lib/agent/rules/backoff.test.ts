import { expect, it } from "vitest";
import { pauseAfter } from "#lib/agent/rules/backoff.ts";

it.each([
  ["the first failure, by good luck", 1, 0, 0, 500],
  ["the first failure, by bad luck", 1, 1, 0, 1_000],
  ["the fourth", 4, 1, 0, 8_000],
  ["very many", 1_000, 1, 0, 300_000],
  ["a server that names a longer pause", 1, 0, 30_000, 30_000],
  ["a server that names a longer pause, spread", 1, 1, 30_000, 33_000],
  ["a server that names a shorter one", 10, 1, 1_000, 300_000],
])("waits after %s", (_name, failures, random, retryAfter, millis) => {
  expect(pauseAfter(failures, random, retryAfter)).toBe(millis);
});
