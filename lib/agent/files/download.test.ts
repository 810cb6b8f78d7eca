import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { download, type DownloadOptions } from "#lib/agent/files/download.ts";
import { FileSource } from "#lib/agent/testing/file-source.ts";
import { aFolder } from "#lib/agent/testing/quiet.ts";
import { TemporaryTrouble } from "#lib/agent/trouble.ts";

const content = randomBytes(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const [MOUNT, UNMOUNT] = ["mount", "umount"] as const;
const artifact = { name: "firmware.bin", url: "/files/1", sha256, size: content.length };

let source: FileSource;
let folder: string;
beforeEach(async () => {
  source = await FileSource.start(content);
  folder = await aFolder();
});
afterEach(async () => {
  source.close();
  await rm(folder, { recursive: true, force: true });
});

function get(change: Partial<DownloadOptions> = {}): Promise<void> {
  return download({
    ...{ artifact, folder, server: source.url, onBytes: () => {} },
    readToken: async () => "slpd_test",
    signal: new AbortController().signal,
    ...change,
  });
}

/** Tries as the agent does: again after every temporary trouble. */
async function getPatiently(): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      return await get();
    } catch (error) {
      if (!(error instanceof TemporaryTrouble)) throw error;
    }
  }
  throw new Error("It never ended.");
}

const target = () => path.join(folder, artifact.name);
const part = () => `${target()}.part`;

describe("A download", () => {
  it("arrives whole however often, and at whatever bytes, the connection is cut", async () => {
    const cut = fc.oneof(fc.integer({ min: 0, max: content.length }), fc.constantFrom(0, 1, content.length - 1));
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 6 }), fc.boolean(), async (cuts, ignoresRanges) => {
        await rm(target(), { force: true });
        await rm(part(), { force: true });
        source.cuts = [...cuts];
        source.ignoresRanges = ignoresRanges;
        await getPatiently();
        expect((await readFile(target())).equals(content)).toBe(true);
        expect(await readdir(folder)).toEqual([artifact.name]);
      }),
      { numRuns: 40 },
    );
  });

  it("goes on after a restart where it was cut, and asks only for the rest", async () => {
    await writeFile(part(), content.subarray(0, 100_000));
    await get();
    expect(source.asked).toEqual([{ range: "bytes=100000-", authorization: "Bearer slpd_test" }]);
  });

  it("does nothing for what is there already", async () => {
    await get();
    await get();
    expect(source.asked).toHaveLength(1);
  });

  it("starts again where the beginning stems from another file", async () => {
    await writeFile(part(), randomBytes(1_000));
    await get();
    expect((await readFile(target())).equals(content)).toBe(true);
  });

  it.each([
    ["has another content", () => (source.content = randomBytes(content.length)), /another SHA-256/],
    ["is longer than announced", () => (source.content = Buffer.concat([content, content])), /larger than/],
    ["is gone", () => (source.status = 404), /answered 404/],
    ["is redirected in a circle", () => (source.redirectsTo = "/files/1"), /redirected/],
  ])("fails where the file %s, and leaves nothing that looks good", async (_name, prepare, reason) => {
    prepare();
    await expect(get()).rejects.toThrow(reason);
    await expect(readFile(target())).rejects.toThrow(/ENOENT/);
  });

  it.each([503, 429, 401])("is worth another try after %d", async (status) => {
    source.status = status;
    await expect(get()).rejects.toBeInstanceOf(TemporaryTrouble);
  });

  it("tells the token to the server alone, also when it is sent elsewhere", async () => {
    const elsewhere = await FileSource.start(content);
    source.redirectsTo = `${elsewhere.url}/cdn/1`;
    await get();
    expect(source.asked[0]?.authorization).toBe("Bearer slpd_test");
    expect(elsewhere.asked[0]?.authorization).toBeUndefined();
    elsewhere.close();
  });

  it("takes an empty file", async () => {
    const empty = { ...artifact, name: "empty", size: 0, sha256: createHash("sha256").digest("hex") };
    await get({ artifact: empty });
    expect(await readFile(path.join(folder, "empty"), "utf8")).toBe("");
  });
});

describe("A full disk", () => {
  it("ends the download with a clear reason, gives the room back, and a later try works", async () => {
    const openFile = (async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      handle.write = async () => {
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      };
      return handle;
    }) as typeof open;
    await expect(get({ openFile })).rejects.toThrow(/The disk is full/);
    expect(await readdir(folder)).toEqual([]);
    await get();
    expect((await readFile(target())).equals(content)).toBe(true);
  });

  it("of the real kind does so too", async ({ skip }) => {
    const mounted = path.join(folder, "small");
    await mkdir(mounted);
    try {
      execFileSync(MOUNT, ["-t", "tmpfs", "-o", "size=128k", "tmpfs", mounted], { stdio: "ignore" });
    } catch {
      return skip("a file system of its own cannot be mounted here");
    }
    try {
      await expect(get({ folder: mounted })).rejects.toThrow(/The disk is full/);
      expect(await readdir(mounted)).toEqual([]);
    } finally {
      execFileSync(UNMOUNT, [mounted]);
    }
  });
});
