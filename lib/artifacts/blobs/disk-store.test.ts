import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, truncate, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DiskStore } from "#lib/artifacts/blobs/disk-store.ts";

const MEBIBYTE = 1_048_576;

async function* pieces(...texts: string[]) {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function* broken() {
  yield await Promise.resolve(Buffer.from("half"));
  throw new Error("The line broke.");
}

const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

describe("Contents on a disk", () => {
  let dir: string;
  let store: DiskStore;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "slipway-files-"));
    store = new DiskStore(dir);
  });
  afterAll(() => rm(dir, { recursive: true }));

  const incoming = async () => (await readdir(path.join(dir, "incoming"))).length;
  const keep = async (text: string) => {
    const staged = await store.stage(pieces(text), MEBIBYTE);
    await staged.keep();
    await staged.discard();
    return staged;
  };

  it("are known by three hashes and their size", async () => {
    const staged = await store.stage(pieces("hello ", "", "world"), MEBIBYTE);
    const { sha256, sha1, md5, size } = staged;
    expect({ sha256, sha1, md5, size }).toEqual({
      sha256: hex("sha256", "hello world"),
      sha1: hex("sha1", "hello world"),
      md5: hex("md5", "hello world"),
      size: 11,
    });
    await staged.discard();
  });

  it("cannot be opened before they are kept, nor after they were discarded", async () => {
    const staged = await store.stage(pieces("staged only"), MEBIBYTE);
    await expect(store.open(staged.sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await staged.discard();
    expect(await incoming()).toBe(0);
    await expect(store.open(staged.sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are read whole and in ranges", async () => {
    const { sha256 } = await keep("0123456789");
    expect(String(await buffer(await store.open(sha256)))).toBe("0123456789");
    expect(String(await buffer(await store.open(sha256, { start: 2, end: 4 })))).toBe("234");
    expect(String(await buffer(await store.open(sha256, { start: 9, end: 9 })))).toBe("9");
  });

  it("are stored once, however often and at once they come", async () => {
    const staged = await Promise.all(Array.from({ length: 8 }, () => store.stage(pieces("the same"), MEBIBYTE)));
    await Promise.all(staged.map((one) => one.keep()));
    await staged[0]!.keep();
    await Promise.all(staged.map((one) => one.discard()));
    expect(await readdir(path.join(dir, staged[0]!.sha256.slice(0, 2)))).toContain(staged[0]!.sha256);
    expect(String(await buffer(await store.open(staged[0]!.sha256)))).toBe("the same");
    expect(await incoming()).toBe(0);
  });

  it("leave nothing behind when the line breaks or they are too large", async () => {
    await expect(store.stage(broken(), MEBIBYTE)).rejects.toThrow("The line broke.");
    await expect(store.stage(pieces("12345", "67890"), 9)).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(await incoming()).toBe(0);
    const exact = await store.stage(pieces("123456789"), 9);
    await exact.discard();
  });

  it("that were damaged are not taken for whole ones", async () => {
    const { sha256 } = await keep("will be cut");
    await truncate(path.join(dir, store.pathOf(sha256)), 3);
    const again = await store.stage(pieces("will be cut"), MEBIBYTE);
    await expect(again.keep()).rejects.toThrow("damaged");
    await again.discard();
    await store.remove(sha256);
  });

  it("are removed, also twice", async () => {
    const { sha256 } = await keep("short-lived");
    await store.remove(sha256);
    await store.remove(sha256);
    await expect(store.open(sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that nobody finished are swept once they are old", async () => {
    const old = await store.stage(pieces("killed"), MEBIBYTE);
    const [name] = await readdir(path.join(dir, "incoming"));
    await utimes(path.join(dir, "incoming", name!), new Date(0), new Date(0));
    const young = await store.stage(pieces("under way"), MEBIBYTE);
    expect(await store.dropStagedBefore(new Date(1_000))).toBe(1);
    await expect(old.keep()).rejects.toThrow();
    await young.keep();
    await young.discard();
  });

  it("are listed by age", async () => {
    const { sha256 } = await keep("an old one");
    await utimes(path.join(dir, store.pathOf(sha256)), new Date(0), new Date(0));
    const listed = [];
    for await (const some of store.listOlderThan(new Date(1_000))) listed.push(...some);
    expect(listed).toEqual([sha256]);
  });

  it("are named by their SHA-256 and nothing else", async () => {
    await expect(store.open("../../etc/passwd")).rejects.toThrow("SHA-256");
  });
});
