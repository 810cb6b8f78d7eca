import { mkdtemp, rm, truncate } from "node:fs/promises";
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
});
