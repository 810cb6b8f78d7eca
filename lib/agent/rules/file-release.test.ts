import { expect, it } from "vitest";
import type { Action } from "#lib/agent/rules/action.ts";
import {
  emptyHistory,
  findKept,
  foldersKept,
  identityOf,
  keepRelease,
  type FileRelease,
} from "#lib/agent/rules/file-release.ts";

const release = (version: string): FileRelease => ({
  key: `key-${version}`,
  app: { image: "app", digest: null, version },
  files: [],
});
const file = { name: "a", url: "/a", sha256: "0".repeat(64), size: 1 };
const action = (change: Partial<Action> = {}): Action => ({
  ...{ id: 1, kind: "update", product: "app", image: null, digest: null, version: "2" },
  ...{ artifacts: [file], ...change },
});

it("keeps what was in place before, as many as wanted, each once", () => {
  const history = ["1", "2", "3", "2"].map(release).reduce((past, next) => keepRelease(past, next, 1), emptyHistory);
  expect(history).toEqual({ current: release("2"), previous: [release("3")], unfinished: null });
  expect(foldersKept({ ...history, unfinished: "key-4" })).toEqual(new Set(["key-2", "key-3", "key-4"]));
});

it("finds a release by its files, and by its version where no files are named", () => {
  const history = { current: release("2"), previous: [release("1")], unfinished: null };
  expect(findKept(history, action(), "key-1")?.app.version).toBe("1");
  expect(findKept(history, action(), "key-9")).toBeNull();
  expect(findKept(history, action({ kind: "rollback", artifacts: [], version: "1" }), "key-9")?.key).toBe("key-1");
});

it("tells releases apart by version and content, not by action or address", () => {
  const one = identityOf(action());
  expect(identityOf(action({ id: 2, artifacts: [{ ...file, url: "/b" }] }))).toBe(one);
  expect(identityOf(action({ version: "3" }))).not.toBe(one);
  expect(identityOf(action({ artifacts: [{ ...file, sha256: "1".repeat(64) }] }))).not.toBe(one);
});
