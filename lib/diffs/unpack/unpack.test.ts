import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Contents } from "#lib/diffs/rules/entry.ts";
import { getContents } from "#lib/diffs/unpack/kept-contents.ts";
import { readText } from "#lib/diffs/unpack/kept-texts.ts";
import { readContents } from "#lib/diffs/unpack/read-contents.ts";
import type { ContentSource } from "#lib/diffs/unpack/source.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { aZip } from "#lib/diffs/testing/archives.ts";

interface TarFile {
  name: string;
  content?: string | Buffer;
  type?: "symlink" | "link" | "directory" | "character-device";
  linkname?: string;
  mode?: number;
}

async function aTar(files: readonly TarFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = "", ...header } of files) archive.entry(header, content);
  archive.finalize();
  return buffer(archive);
}

function sourceOf(bytes: Buffer, name = "content"): ContentSource {
  return {
    name,
    size: bytes.length,
    open: async (range) => Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes]),
  };
}

async function read(bytes: Buffer): Promise<Contents & { texts: Buffer }> {
  const texts: Buffer[] = [];
  let size = 0;
  const append = (text: Buffer) => {
    texts.push(Buffer.from(text));
    size += text.length;
    return size - text.length;
  };
  const contents = await readContents(sourceOf(bytes), { append });
  return { ...contents, texts: Buffer.concat(texts) };
}

const kindsOf = ({ entries }: Contents) => entries.map(({ path: name, kind, size }) => [name, kind, size]);

describe("What is in a content", () => {
  let folder: string;
  const files = {
    "app/index.js": "console.log(1);\n",
    "app/logo.png": randomBytes(3_000),
    "app/empty": "",
    "ä b.txt": "ü\n",
  };
  const listed = [
    ["app/empty", "text", 0],
    ["app/index.js", "text", 16],
    ["app/logo.png", "binary", 3_000],
    ["ä b.txt", "text", 3],
  ];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "slipway-unpack-"));
    await mkdir(path.join(folder, "in/app"), { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, "in", name), content);
    const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: path.join(folder, "in") });
    run("tar", "-cf", "../a.tar", ".");
    run("tar", "-czf", "../a.tar.gz", "app", "ä b.txt");
    run("zip", "-qr", "../a.zip", ".");
    run("zip", "-qr0", "../stored.zip", ".");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ["a.tar", "tar"],
    ["a.tar.gz", "tar.gz"],
    ["a.zip", "zip"],
    ["stored.zip", "zip"],
  ])("%s, made by the usual programs, are its files", async (name, format) => {
    const contents = await read(await readFile(path.join(folder, name)));
    expect(contents).toMatchObject({ format, findings: [], unreadable: null });
    expect(kindsOf(contents)).toEqual(listed);
    const { textAt = -1, size } = contents.entries.find((entry) => entry.path === "app/index.js")!;
    expect(contents.texts.toString("utf8", textAt, textAt + size)).toBe(files["app/index.js"]);
  });

  it("packed by zstd is read as well", async () => {
    const contents = await read(zstdCompressSync(await readFile(path.join(folder, "a.tar"))));
    expect(kindsOf(contents)).toEqual(listed);
  });

  it("that is no archive is one file", async () => {
    expect(kindsOf(await read(Buffer.from("plain\n")))).toEqual([["content", "text", 6]]);
    expect(kindsOf(await read(gzipSync("plain\n")))).toMatchObject([["content", "binary", 26]]);
    expect(kindsOf(await read(Buffer.alloc(0)))).toEqual([["content", "text", 0]]);
  });

  it("has modes and links, and says where a link leads out", async () => {
    const contents = await read(
      await aTar([
        { name: "bin/run", content: "#!/bin/sh\n", mode: 0o755 },
        { name: "bin/inside", type: "symlink", linkname: "../lib/x" },
        { name: "bin/outside", type: "symlink", linkname: "../../etc/passwd" },
        { name: "absolute", type: "symlink", linkname: "/etc/passwd" },
        { name: "hard", type: "link", linkname: "bin/run" },
        { name: "device", type: "character-device" },
      ]),
    );
    expect(contents.entries.find(({ path: name }) => name === "bin/run")).toMatchObject({ mode: 0o755, kind: "text" });
    expect(contents.entries.filter(({ kind }) => kind === "link")).toHaveLength(4);
    expect(contents.findings.map(({ kind, path: name }) => [kind, name])).toEqual([
      ["linkOut", "bin/outside"],
      ["linkOut", "absolute"],
      ["special", "device"],
    ]);
  });

  it("of a zip with a link is that link", async () => {
    await symlink("/etc/passwd", path.join(folder, "out"));
    execFileSync("zip", ["-qy", "link.zip", "out"], { cwd: folder });
    const contents = await read(await readFile(path.join(folder, "link.zip")));
    expect(contents.entries).toMatchObject([{ path: "out", kind: "link", target: "/etc/passwd" }]);
    expect(contents.findings).toMatchObject([{ kind: "linkOut" }]);
  });

  it.each(["../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.dll", "a/../../b", "..\\..\\x"])(
    "named %s is shown and never opened",
    async (name) => {
      const archives = [
        aZip([
          { name, content: "root\n" },
          { name: "ok", content: "ok\n" },
        ]),
      ];
      if (!name.includes("\\"))
        archives.push(
          await aTar([
            { name, content: "root\n" },
            { name: "ok", content: "ok\n" },
          ]),
        );
      for (const archive of archives) {
        const contents = await read(archive);
        expect(contents.unreadable).toBeNull();
        expect(contents.entries.find(({ kind }) => kind === "unsafe")).not.toHaveProperty("textAt");
        expect(contents.findings).toMatchObject([{ kind: "outside" }]);
        expect(contents.entries.find(({ path: other }) => other === "ok")).toMatchObject({ kind: "text" });
      }
    },
  );

  it("names what stands there twice, and what lies too deep", async () => {
    const deep = `${"d/".repeat(101)}x`;
    const contents = await read(
      aZip([
        { name: "a", content: "1" },
        { name: "a", content: "2" },
        { name: deep, content: "" },
      ]),
    );
    expect(contents.findings.map(({ kind }) => kind)).toEqual(["duplicate", "deep"]);
  });

  it.each<[string, () => Promise<Buffer> | Buffer, RegExp]>([
    ["a bomb of a zip", () => aZip([{ name: "bomb", content: Buffer.alloc(110 * 1024 ** 2) }]), /200 times its size/],
    [
      "a bomb that says to be small",
      () => aZip([{ name: "bomb", content: Buffer.alloc(3 * 1024 ** 2), statedSize: 10 }]),
      /damaged|larger/i,
    ],
    [
      "a bomb of a tar.gz",
      async () => gzipSync(await aTar([{ name: "bomb", content: Buffer.alloc(110 * 1024 ** 2) }])),
      /200 times/,
    ],
    [
      "too many files",
      () => aZip(Array.from({ length: 50_001 }, (_, index) => ({ name: `f${index}`, content: "", method: 0 }))),
      /50,000 entries.*f50000/,
    ],
    [
      "a zip cut in the middle",
      async () => (await readFile(path.join(folder, "a.zip"))).subarray(0, 900),
      /cut off or damaged/,
    ],
    [
      "a tar cut in the middle",
      async () => (await readFile(path.join(folder, "a.tar"))).subarray(0, 2_000),
      /cut off or damaged/,
    ],
    [
      "a tar.gz cut in the middle",
      async () => (await readFile(path.join(folder, "a.tar.gz"))).subarray(0, 2_500),
      /cut off or damaged/,
    ],
    ["a wrong checksum", () => aZip([{ name: "a", content: "text", crc: 1 }]), /checksum/],
  ])("%s says why it is one file alone", async (_title, make, reason) => {
    const contents = await read(await make());
    expect(contents.unreadable).toMatch(reason);
    expect(contents).toMatchObject({ format: "file", entries: [{ path: "content" }] });
  });

  it("of an archive changed anywhere is told somehow, and never thrown", async () => {
    const archives = await Promise.all(["a.tar", "a.tar.gz", "a.zip"].map((name) => readFile(path.join(folder, name))));
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...archives), changes, fc.nat(), async (archive, bytes, cut) => {
        const changed = Buffer.from(archive).subarray(0, cut % 3 === 0 ? cut % archive.length : archive.length);
        for (const [at, byte] of bytes) if (changed.length > 0) changed[at % changed.length] = byte;
        const contents = await read(changed);
        expect(contents.entries.length + contents.findingCount).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("is not known where the store fails", async () => {
    const archive = await readFile(path.join(folder, "a.tar.gz"));
    const failing = sourceOf(archive);
    let opened = 0;
    failing.open = async (range) => {
      if (opened++ === 0) return sourceOf(archive).open(range);
      return Readable.from(
        (async function* () {
          yield archive.subarray(0, 100);
          await Promise.resolve();
          throw new Error("connection reset");
        })(),
      );
    };
    await expect(readContents(failing, { append: () => 0 })).rejects.toBeInstanceOf(DomainError);
  });

  it("is read once and kept", async () => {
    const kept = path.join(folder, "kept");
    const sha256 = "ab".repeat(32);
    const archive = await readFile(path.join(folder, "a.zip"));
    const first = await getContents(kept, sha256, sourceOf(archive));
    const never: ContentSource = { name: "x", size: 1, open: () => Promise.reject(new Error("It was read again.")) };
    expect(await getContents(kept, sha256, never)).toEqual(first);
    const entry = first.entries.find(({ path: name }) => name === "app/index.js")!;
    expect((await readText(kept, sha256, entry)).toString()).toBe(files["app/index.js"]);
    expect(await readdir(kept)).toHaveLength(2);
    // Cut off by a kill, it is read again.
    await writeFile(path.join(kept, `${sha256}.v1.list`), "x");
    expect(await getContents(kept, sha256, sourceOf(archive))).toEqual(first);
  });

  it("of a packed file knows methods that it cannot open", async () => {
    const contents = await read(aZip([{ name: "odd", content: deflateRawSync("x"), method: 14 }]));
    expect(contents.findings).toMatchObject([{ kind: "special" }]);
  });
});
