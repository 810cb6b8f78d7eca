import { createHash, randomBytes, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";

const MEBIBYTE = 1_048_576;
const LONG_AGO = new Date(0);
const inAMinute = () => new Date(Date.now() + 60_000);

export async function* pieces(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

export async function* broken(...texts: string[]): AsyncIterable<Uint8Array> {
  yield* pieces(...texts);
  throw new Error("The line broke.");
}

const hex = (algorithm: string, text: string | Uint8Array) => createHash(algorithm).update(text).digest("hex");

async function gathered(lists: AsyncIterable<string[]>): Promise<string[]> {
  const all: string[] = [];
  for await (const some of lists) all.push(...some);
  return all;
}

/** What every store of contents promises. */
export function itKeepsContents(getStore: () => BlobStore): void {
  let store: BlobStore;
  beforeAll(() => {
    store = getStore();
  });

  const keep = async (text: string) => {
    const staged = await store.stage(pieces(text), MEBIBYTE);
    await staged.keep();
    await staged.discard();
    return staged;
  };

  it("are known by three hashes and their size, and by their beginning", async () => {
    const staged = await store.stage(pieces("hello ", "", "world"), MEBIBYTE);
    const { sha256, sha1, md5, size, head } = staged;
    expect({ sha256, sha1, md5, size, head: String(head) }).toEqual({
      sha256: hex("sha256", "hello world"),
      sha1: hex("sha1", "hello world"),
      md5: hex("md5", "hello world"),
      size: 11,
      head: "hello world",
    });
    await staged.discard();
  });

  it("cannot be opened before they are kept, nor after they were discarded", async () => {
    const staged = await store.stage(pieces("staged only"), MEBIBYTE);
    await expect(store.open(staged.sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await store.sizeOf(staged.sha256)).toBeNull();
    await staged.discard();
    await expect(store.open(staged.sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await store.dropStagedBefore(inAMinute())).toBe(0);
  });

  it("are read whole and in ranges", async () => {
    const { sha256 } = await keep("0123456789");
    expect(await store.sizeOf(sha256)).toBe(10);
    expect(String(await buffer(await store.open(sha256)))).toBe("0123456789");
    expect(String(await buffer(await store.open(sha256, { start: 2, end: 4 })))).toBe("234");
    expect(String(await buffer((await store.openContent(sha256, { start: 9, end: 9 })).stream()))).toBe("9");
  });

  it("may be larger than any part in which they travel", async () => {
    const bytes = randomBytes(20 * MEBIBYTE);
    const staged = await store.stage(pieces(...[]), MEBIBYTE);
    await staged.discard();
    const chunks = (async function* () {
      for (let at = 0; at < bytes.length; at += 700_001) yield await Promise.resolve(bytes.subarray(at, at + 700_001));
    })();
    const large = await store.stage(chunks, bytes.length);
    await large.keep();
    await large.discard();
    expect(large.sha256).toBe(hex("sha256", bytes));
    expect((await buffer(await store.open(large.sha256))).equals(bytes)).toBe(true);
    await store.remove(large.sha256);
  });

  it("are stored once, however often and at once they come", async () => {
    const staged = await Promise.all(Array.from({ length: 5 }, () => store.stage(pieces("the same"), MEBIBYTE)));
    await Promise.all(staged.map((one) => one.keep()));
    await staged[0]?.keep();
    await Promise.all(staged.map((one) => one.discard()));
    expect(String(await buffer(await store.open(hex("sha256", "the same"))))).toBe("the same");
    expect(await store.dropStagedBefore(inAMinute())).toBe(0);
  });

  it("leave nothing behind when the line breaks or they are too large", async () => {
    await expect(store.stage(broken("half"), MEBIBYTE)).rejects.toThrow("The line broke.");
    await expect(store.stage(pieces("12345", "67890"), 9)).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(await store.dropStagedBefore(inAMinute())).toBe(0);
    await (await store.stage(pieces("123456789"), 9)).discard();
  });

  it("are removed, also twice", async () => {
    const { sha256 } = await keep("short-lived");
    await store.remove(sha256);
    await store.remove(sha256);
    await expect(store.open(sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that are damaged are set aside, also twice, and may come again", async () => {
    const { sha256 } = await keep("rotten");
    await store.setAside(sha256);
    await store.setAside(sha256);
    await expect(store.open(sha256)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await gathered(store.listOlderThan(inAMinute()))).not.toContain(sha256);
    await keep("rotten");
    expect(String(await buffer(await store.open(sha256)))).toBe("rotten");
  });

  it("are listed by age", async () => {
    const { sha256 } = await keep("an old one");
    expect(await gathered(store.listOlderThan(inAMinute()))).toContain(sha256);
    expect(await gathered(store.listOlderThan(LONG_AGO))).toEqual([]);
  });

  it("that nobody finished are dropped once they are old", async () => {
    await store.stage(pieces("killed"), MEBIBYTE);
    expect(await store.dropStagedBefore(LONG_AGO)).toBe(0);
    expect(await store.dropStagedBefore(inAMinute())).toBe(1);
  });

  it("are named by their SHA-256 and nothing else", async () => {
    await expect((async () => store.open("../../etc/passwd"))()).rejects.toThrow("SHA-256");
  });

  describe("that come in pieces", () => {
    it("are put together", async () => {
      const id = randomUUID();
      expect(await store.pieces.sizeOf(id)).toBe(0);
      expect(await store.pieces.append(id, 0, pieces("one ", "two "))).toBe(8);
      expect(await store.pieces.append(id, 8, pieces("three"))).toBe(13);
      const staged = await store.pieces.gather(id);
      expect(staged).toMatchObject({ sha256: hex("sha256", "one two three"), size: 13 });
      await staged.keep();
      await staged.discard();
      await store.pieces.drop(id);
      expect(String(await buffer(await store.open(staged.sha256)))).toBe("one two three");
      expect(await store.pieces.sizeOf(id)).toBe(0);
    });

    it("keep what had come when the line breaks", async () => {
      const id = randomUUID();
      await expect(store.pieces.append(id, 0, broken("before "))).rejects.toThrow("The line broke.");
      expect(await store.pieces.sizeOf(id)).toBe(7);
      await store.pieces.append(id, 7, pieces("and after"));
      expect(await store.pieces.gather(id)).toMatchObject({ sha256: hex("sha256", "before and after") });
      await store.pieces.drop(id);
    });

    it("go on where they are and nowhere else", async () => {
      const id = randomUUID();
      await store.pieces.append(id, 0, pieces("12345"));
      await expect(store.pieces.append(id, 0, pieces("x"))).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(store.pieces.append(id, 3, pieces("x"))).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(store.pieces.append(id, 9, pieces("x"))).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await store.pieces.sizeOf(id)).toBe(5);
      await store.pieces.drop(id);
    });

    it("are dropped once they are old", async () => {
      const id = randomUUID();
      await store.pieces.append(id, 0, pieces("left"));
      await store.pieces.dropBefore(LONG_AGO);
      expect(await store.pieces.sizeOf(id)).toBe(4);
      await store.pieces.dropBefore(inAMinute());
      expect(await store.pieces.sizeOf(id)).toBe(0);
    });

    it("are named by UUIDs and nothing else", async () => {
      await expect((async () => store.pieces.sizeOf("../x"))()).rejects.toThrow("UUID");
    });
  });
}
