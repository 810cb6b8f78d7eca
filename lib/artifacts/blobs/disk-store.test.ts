import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskStore } from "#lib/artifacts/blobs/disk-store.ts";
import { itKeepsContents, pieces } from "#lib/testing/blob-store-contract.ts";

describe("Contents on a disk", () => {
  let dir: string;
  let store: DiskStore;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "slipway-files-"));
    store = new DiskStore(dir);
  });
  afterAll(() => rm(dir, { recursive: true }));

  itKeepsContents(() => store);

  it("that were damaged are not taken for whole ones", async () => {
    const staged = await store.stage(pieces("will be cut"), 1_000);
    await staged.keep();
    await staged.discard();
    await truncate(path.join(dir, store.pathOf(staged.sha256)), 3);
    const again = await store.stage(pieces("will be cut"), 1_000);
    await expect(again.keep()).rejects.toThrow("damaged");
    await again.discard();
  });

  it("say so when the disk is full in the middle, and go on when there is room again", async (task) => {
    if (!existsSync("/dev/full")) task.skip("/dev/full is not here");
    const id = randomUUID();
    const file = path.join(dir, "pieces", id);
    await mkdir(path.dirname(file), { recursive: true });
    // A disk that takes nothing more.
    await symlink("/dev/full", file);
    await expect(store.pieces.append(id, 0, pieces("no room"))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await rm(file);
    expect(await store.pieces.append(id, 0, pieces("room"))).toBe(4);
    expect((await store.pieces.gather(id)).size).toBe(4);
  });
});
