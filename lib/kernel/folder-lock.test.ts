import { mkdtemp, readFile, writeFile, access } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { FolderInUseError, lockFolder } from "#lib/kernel/folder-lock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-lock-"));
});

const deadProcess = JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "1" });

describe("The lock on a data folder", () => {
  it("keeps a second one out and says who holds it", async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await expect(lockFolder(folder)).rejects.toThrow(String(process.pid));
    await release();
    await (
      await lockFolder(folder)
    )();
  });

  it("is taken over from a dead process", async () => {
    await writeFile(path.join(folder, "lock"), deadProcess);
    await lockFolder(folder);
    expect(await readFile(path.join(folder, "lock"), "utf8")).toContain(String(process.pid));
  });

  it("is taken over from a dead process whose number was given to another one", async () => {
    await writeFile(path.join(folder, "lock"), JSON.stringify({ pid: process.pid, startedAt: "long ago" }));
    await lockFolder(folder);
  });

  it("is taken over when its file was cut off by a kill", async () => {
    await writeFile(path.join(folder, "lock"), "");
    await lockFolder(folder);
  });

  it("goes to one only when many find the same dead lock", async () => {
    await writeFile(path.join(folder, "lock"), deadProcess);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    await expect(access(path.join(folder, "lock.takeover"))).rejects.toThrow();
  });

  it("is taken over although somebody died while taking it over", async () => {
    await writeFile(path.join(folder, "lock"), deadProcess);
    await writeFile(path.join(folder, "lock.takeover"), deadProcess);
    await lockFolder(folder);
  });
});
