import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { act } from "#lib/cli/act.ts";
import {
  DeclinedError,
  describeExitCodes,
  exitCodes,
  outcomeOf,
  TimeoutError,
  UsageError,
  type Outcome,
} from "#lib/cli/exit-codes.ts";
import { ApiError } from "#lib/client/api.ts";

const answer = (status: number) => new ApiError(`It answered ${status}.`, status, null);

const said = vi.fn();
beforeEach(() => {
  said.mockReset();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said(text) ?? true);
});
afterEach(() => {
  process.exitCode = undefined;
});

it.each<[string, Error, Outcome | null]>([
  ["a wrong call", new UsageError("Which one?"), "usage"],
  ["a bad value that the server found", answer(400), "usage"],
  ["an unknown token", answer(401), "refused"],
  ["a missing right", answer(403), "refused"],
  ["what is not there", answer(404), "notFound"],
  ["a wrong state or a lost race", answer(409), "conflict"],
  ["what cannot work", answer(422), "failed"],
  ["a fault of the server", answer(500), "failed"],
  ["a limit", answer(429), "unavailable"],
  ["a server that restarts", answer(503), "unavailable"],
  ["no answer", answer(0), "unavailable"],
  ["a wait that took too long", new TimeoutError("Too long."), "timedOut"],
  ["a no", new DeclinedError("Nothing was done."), "failed"],
  ["a fault of the program", new TypeError("undefined is not a function"), null],
])("tells %s", async (_what, error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome);
  const done = act(() => Promise.reject(error));
  if (outcome === null) await expect(done).rejects.toBe(error);
  else await done;
  expect(said.mock.calls).toEqual(outcome === null ? [] : [[`${error.message}\n`]]);
  expect(process.exitCode).toBe(outcome === null ? undefined : exitCodes[outcome].code);
});

it("gives each outcome a code of its own, and explains it", () => {
  const codes = Object.values(exitCodes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, means } of Object.values(exitCodes))
    expect(describeExitCodes()).toMatch(new RegExp(`^ {2}${code} .*${means.slice(0, 20)}`, "m"));
});
