import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { Hashing } from "#lib/artifacts/blobs/hashing.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

const MEBIBYTE = 1_048_576;
const hex = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest("hex");

async function hash(bytes: Uint8Array, chunk: number) {
  const hashing = new Hashing();
  for (let at = 0; at < bytes.length; at += chunk) await hashing.update(bytes.subarray(at, at + chunk));
  return hashing.digest();
}

const wanted = (bytes: Uint8Array) => ({
  sha256: hex("sha256", bytes),
  sha1: hex("sha1", bytes),
  md5: hex("md5", bytes),
  size: bytes.length,
});

/** Where a program runs, two of the hashes come from another thread. */
describeWithDatabase("Hashes of a content", (getCtx) => {
  beforeAll(() => useAsRuntime(getCtx()));

  it.each([0, 1, 4_099, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 7 * MEBIBYTE + 3])(
    "of %i bytes are the same in whichever pieces they come",
    async (size) => {
      const bytes = randomBytes(size);
      for (const chunk of [65_536, 1_000_003]) expect(await hash(bytes, chunk)).toMatchObject(wanted(bytes));
    },
  );

  it("are kept apart when many come at once, also beside some that are given up", async () => {
    const contents = Array.from({ length: 6 }, (_, index) => randomBytes(2 * MEBIBYTE + index));
    const given = new Hashing();
    await given.update(randomBytes(3 * MEBIBYTE));
    const found = await Promise.all(contents.map((bytes) => hash(bytes, 100_000)));
    given.drop();
    expect(found.map(({ md5 }) => md5)).toEqual(contents.map((bytes) => hex("md5", bytes)));
  });
});

describe("Hashes where no program runs", () => {
  it("are made in the same thread", async () => {
    const bytes = randomBytes(2 * MEBIBYTE);
    expect(await hash(bytes, 70_000)).toMatchObject(wanted(bytes));
  });
});
