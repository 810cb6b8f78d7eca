import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { beforeAll, describe, expect, it } from "vitest";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { createArtifact } from "#lib/builds/create.ts";
import { compareApis } from "#lib/diffs/compare-apis.ts";
import { compareArtifacts } from "#lib/diffs/compare-artifacts.ts";
import { compareFile } from "#lib/diffs/compare-file.ts";
import { makeReport } from "#lib/diffs/report/make-report.ts";
import { readLines } from "#lib/diffs/read-lines.ts";
import { getSharedDiff, shareDiff } from "#lib/diffs/share-diff.ts";
import { aZip } from "#lib/diffs/testing/archives.ts";
import { keptFolder } from "#lib/diffs/unpack/kept-texts.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { aToken, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

type Files = Record<string, string | Buffer>;

const zipOf = (files: Files) => aZip(Object.entries(files).map(([name, content]) => ({ name, content })));

async function tgzOf(files: Files): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

describeWithDatabase("Comparing builds", (getCtx) => {
  let ctx: TestContext;
  let productId: string;
  let minor = 0;

  beforeAll(async () => {
    ctx = getCtx();
    useAsRuntime(ctx);
    const slug = `app-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: slug, kind: "app" } })).id;
  });

  /** A version of its own with a file and the build that made it. */
  async function aBuild(content: Buffer | null, facts: object = {}, fileName = "app.zip"): Promise<string> {
    const { id: versionId } = await createVersion(ctx, { productId, version: `1.${++minor}.0` });
    let fileId: string | undefined;
    if (content) {
      const form = new FormData();
      form.append("versionId", versionId);
      form.append("file", new Blob([new Uint8Array(content)]), fileName);
      const { headers, body } = new Response(form);
      const upload = { contentType: headers.get("content-type"), openBody: () => Readable.fromWeb(body as never) };
      fileId = (await uploadFile(ctx, upload)).id;
    }
    return (await createArtifact(ctx, { versionId, ...(fileId && { fileId }), ...facts })).id;
  }

  const compare = (from: string, to: string, query: object = {}) => compareArtifacts(ctx, { from, to, ...query });

  it("tells what came, went, changed and moved, page by page", async () => {
    const same = { "src/same.ts": "same\n" };
    const from = await aBuild(zipOf({ ...same, "src/a.ts": "1\n", "src/old.ts": "old\n", "gone.ts": "gone\n" }));
    const to = await aBuild(zipOf({ ...same, "src/a.ts": "2\n", "lib/old.ts": "old\n", "new.ts": "new\n" }));
    const diff = await compare(from, to);
    expect(diff.files).toMatchObject({
      from: { format: "zip", entryCount: 4, unreadable: null },
      counts: { added: 1, removed: 1, modified: 1, moved: 1, unchanged: 1 },
      total: 4,
      nextCursor: null,
    });
    expect(diff.files?.entries.map(({ path, fromPath, status }) => [status, path, fromPath])).toEqual([
      ["removed", "gone.ts", null],
      ["moved", "lib/old.ts", "src/old.ts"],
      ["added", "new.ts", null],
      ["modified", "src/a.ts", null],
    ]);
    const first = await compare(from, to, { limit: 3 });
    expect(first.files?.entries).toHaveLength(3);
    const rest = await compare(from, to, { limit: 3, cursor: first.files?.nextCursor });
    expect(rest.files).toMatchObject({ entries: [{ path: "src/a.ts" }], nextCursor: null });
    expect((await compare(from, to, { status: "all" })).files?.entries).toHaveLength(5);
    expect((await compare(from, to, { status: "all", q: "SAME" })).files?.entries).toMatchObject([
      { path: "src/same.ts" },
    ]);
  });

  it("says what a change of an API means for its clients, wherever the document lies", async () => {
    const anApi = (paths: object) => JSON.stringify({ openapi: "3.1.0", info: { title: "a", version: "1" }, paths });
    const [before, after] = [anApi({ "/a": { get: {} } }), anApi({ "/b": { get: {} } })];
    const from = await aBuild(zipOf({ "docs/openapi.json": before, "same/openapi.yaml": before }), {
      configFiles: [{ path: "swagger.json", content: before }],
    });
    const to = await aBuild(zipOf({ "docs/openapi.json": after, "same/openapi.yaml": before, "openapi.yml": after }), {
      configFiles: [{ path: "swagger.json", content: '{ "swagger": "2.0" }' }],
    });
    expect(await compare(from, to)).toMatchObject({ hasApiDocuments: true });
    expect((await compareApis(ctx, { from, to })).documents).toEqual([
      {
        part: "files",
        path: "docs/openapi.json",
        status: "compared",
        comparison: {
          kind: "compared",
          changes: [
            expect.objectContaining({ level: "breaking", id: "operation-removed", place: "GET /a" }),
            expect.objectContaining({ level: "safe", id: "operation-added", place: "GET /b" }),
          ],
        },
      },
      { part: "files", path: "openapi.yml", status: "added", comparison: null },
      { part: "files", path: "same/openapi.yaml", status: "compared", comparison: { kind: "compared", changes: [] } },
      {
        part: "config",
        path: "swagger.json",
        status: "compared",
        comparison: { kind: "unknown", reason: expect.stringContaining("Swagger 2") },
      },
    ]);
    const stranger = as(ctx, aToken("devices:read"));
    await expect(compareApis(stranger, { from, to })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(compareApis(ctx, { from, to: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("looks past the folder that carries the version", async () => {
    const from = await aBuild(await tgzOf({ "app-1.0/a": "1\n", "app-1.0/b": "b\n" }), {}, "app-1.0.tgz");
    const to = await aBuild(await tgzOf({ "app-1.1/a": "2\n", "app-1.1/b": "b\n" }), {}, "app-1.1.tgz");
    const diff = await compare(from, to);
    expect(diff.files).toMatchObject({ counts: { modified: 1, unchanged: 1 }, entries: [{ path: "a" }] });
    expect(await compareFile(ctx, { from, to, path: "a" })).toMatchObject({
      text: { hunks: [{ lines: ["-1", "+2"] }] },
    });
  });

  it("compares single files whatever they are called", async () => {
    const from = await aBuild(Buffer.from("one\ntwo\n"), {}, "notes-1.txt");
    const to = await aBuild(Buffer.from("one\n2\n"), {}, "notes-2.txt");
    const diff = await compare(from, to);
    expect(diff.files?.entries).toMatchObject([{ path: "notes-2.txt", fromPath: "notes-1.txt", status: "modified" }]);
    const file = await compareFile(ctx, { from, to, path: "notes-2.txt" });
    expect(file.text).toMatchObject({ removed: 1, added: 1, hunks: [{ lines: [" one", "-two", "+2"] }] });
  });

  it("shows a file by hunks, in pieces, and any of its lines", async () => {
    const text = (change: (index: number) => boolean) =>
      Array.from({ length: 20_000 }, (_, index) => `line ${index}${change(index) ? " changed" : ""}\n`).join("");
    const from = await aBuild(zipOf({ "large.txt": text(() => false) }));
    const to = await aBuild(zipOf({ "large.txt": text((index) => index % 20 === 10) }));
    const where = { from, to, path: "large.txt" };
    const first = await compareFile(ctx, where);
    expect(first.text).toMatchObject({ fromCount: 20_000, toCount: 20_000, removed: 1_000, added: 1_000 });
    expect(first.text?.blocks).toHaveLength(1_000);
    let [hunks, cursor] = [first.text!.hunks, first.text!.nextCursor];
    while (cursor) {
      const next = await compareFile(ctx, { ...where, cursor });
      hunks = [...hunks, ...next.text!.hunks];
      cursor = next.text!.nextCursor;
    }
    expect(hunks).toHaveLength(1_000);
    expect(hunks[500]?.lines.slice(2, 5)).toEqual([" line 10009", "-line 10010", "+line 10010 changed"]);
    expect(await readLines(ctx, { ...where, side: "to", start: 19_999, count: 100 })).toEqual({
      start: 19_999,
      lines: ["line 19998", "line 19999"],
      total: 20_000,
    });
  });

  it("tells of documents what changed in them, and of binary files their hash", async () => {
    const from = await aBuild(
      zipOf({ "a.json": '{"a":{"b":[1,2]}}', "b.bin": Buffer.from([0, 1]), "c.yaml": "a: 1\n" }),
    );
    const to = await aBuild(
      zipOf({ "a.json": '{"a":{"b":[0,1,2]}}', "b.bin": Buffer.from([0, 2]), "c.yaml": "a: [\n" }),
    );
    expect((await compareFile(ctx, { from, to, path: "a.json" })).structure).toEqual({
      format: "json",
      changes: [{ path: ".a.b[0]", status: "added", from: null, to: "0" }],
      isCut: false,
    });
    expect(await compareFile(ctx, { from, to, path: "b.bin" })).toMatchObject({
      text: null,
      note: "It is binary: compared by size and hash.",
      change: { from: { size: 2 }, to: { size: 2 } },
    });
    // What is no YAML is a text like any other.
    expect(await compareFile(ctx, { from, to, path: "c.yaml" })).toMatchObject({ structure: null, text: { added: 1 } });
    await expect(compareFile(ctx, { from, to, path: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readLines(ctx, { from, to, path: "b.bin", side: "to", start: 1 })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
  });

  it("compares dependencies of records, manifests and lock files", async () => {
    const lock = (version: string) =>
      JSON.stringify({
        lockfileVersion: 3,
        packages: { "": {}, "node_modules/left": { version }, "node_modules/same": { version: "1.0.0" } },
      });
    const manifest = (range: string) => JSON.stringify({ dependencies: { left: range } });
    const from = await aBuild(zipOf({ "package.json": manifest("^1.2.0"), "package-lock.json": lock("1.2.3") }), {
      dependencies: [{ manager: "pip", packages: [{ name: "flask", version: "3.0.1" }] }],
    });
    const to = await aBuild(zipOf({ "package.json": manifest("^2.0.0"), "package-lock.json": lock("2.0.1") }), {
      dependencies: [{ manager: "pip", packages: [{ name: "flask", version: "3.0.0" }] }],
    });
    expect((await compare(from, to)).dependencies).toEqual([
      {
        manager: "pip",
        path: null,
        unchanged: 0,
        changes: [{ name: "flask", from: "3.0.1", to: "3.0.0", step: "downgrade", isBreaking: false }],
      },
      {
        manager: "npm",
        path: "package-lock.json",
        unchanged: 1,
        changes: [{ name: "left", from: "1.2.3", to: "2.0.1", step: "major", isBreaking: true }],
      },
      {
        manager: "npm",
        path: "package.json",
        unchanged: 0,
        changes: [{ name: "left", from: "^1.2.0", to: "^2.0.0", step: "major", isBreaking: true }],
      },
    ]);
  });

  it("compares environments without a value in the answer, and configuration files with their text", async () => {
    const from = await aBuild(null, {
      environment: { TOKEN: "secret-one", SAME: "secret-same", OLD: "" },
      configFiles: [{ path: "app.toml", content: "port = 80\n" }],
    });
    const to = await aBuild(null, {
      environment: { TOKEN: "secret-two", SAME: "secret-same", NEW: "secret-new" },
      configFiles: [{ path: "app.toml", content: "port = 443\n" }],
    });
    const diff = await compare(from, to);
    expect(diff).toMatchObject({
      files: null,
      hasImages: false,
      hasApiDocuments: false,
      configFiles: [{ path: "app.toml", status: "modified" }],
    });
    expect(diff.environment).toEqual({
      unreadable: null,
      variables: [
        { name: "NEW", status: "added" },
        { name: "OLD", status: "removed" },
        { name: "SAME", status: "unchanged" },
        { name: "TOKEN", status: "changed" },
      ],
    });
    expect(JSON.stringify(diff)).not.toContain("secret-");
    expect(await compareFile(ctx, { from, to, part: "config", path: "app.toml" })).toMatchObject({
      text: { hunks: [{ lines: ["-port = 80", "+port = 443"] }] },
      structure: { format: "toml", changes: [{ path: ".port", from: "80", to: "443" }] },
    });
    const other = { ...ctx, config: { ...ctx.config, encryptionKey: "another-key-of-thirty-two-characters" } };
    expect((await compareArtifacts(other, { from, to })).environment).toMatchObject({
      unreadable: expect.stringContaining("sealed with another key"),
    });
  });

  describe("of hostile or broken files", () => {
    it.each<[string, Buffer, object]>([
      ["a traversal", zipOf({ "../../etc/passwd": "root\n" }), { findings: [{ kind: "outside" }] }],
      ["a bomb", zipOf({ bomb: Buffer.alloc(110 * 1024 ** 2) }), { unreadable: expect.stringContaining("zip bomb") }],
      ["a cut archive", zipOf({ a: "text\n" }).subarray(0, 40), { unreadable: expect.stringContaining("damaged") }],
      ["random bytes", Buffer.from("\x1f\x8b nonsense"), { format: "file" }],
    ])("%s: says so and goes on", async (_title, content, expected) => {
      const from = await aBuild(zipOf({ a: "text\n" }));
      const to = await aBuild(content);
      expect((await compare(from, to)).files?.to).toMatchObject(expected);
    });
  });

  it("is reported as a PDF that says what it leaves out", async () => {
    const files = (text: string) =>
      Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`src/file-${index}.ts`, `${text} ${index}\n`]));
    const from = await aBuild(zipOf({ ...files("old"), "package.json": '{"dependencies":{"left":"1.0.0"}}' }), {
      environment: { TOKEN: "secret-one" },
    });
    const to = await aBuild(zipOf({ ...files("new"), "package.json": '{"dependencies":{"left":"2.0.0"}}' }), {
      environment: { TOKEN: "secret-two" },
    });
    const { pdf, fileName } = await makeReport(ctx, { from, to });
    expect(Buffer.from(pdf).toString("latin1", 0, 5)).toBe("%PDF-");
    expect(Buffer.from(pdf).toString("latin1")).toContain("DejaVuSansMono");
    expect(pdf.length).toBeLessThan(1_000_000);
    expect(fileName).toMatch(/^app-.*-to-1\.\d+\.0\.pdf$/);
  });

  it("goes on when what was unpacked is removed to make room", async () => {
    const text = (change: string) => `${"line\n".repeat(100)}${change}\n`;
    const from = await aBuild(zipOf({ "a.txt": text("1"), "b.txt": text("2") }));
    const to = await aBuild(zipOf({ "a.txt": text("3"), "b.txt": text("4") }));
    const show = (path: string) => compareFile(ctx, { from, to, path });
    await show("a.txt");
    for (const path of ["b.txt", "a.txt"]) {
      await rm(keptFolder(ctx.config.uploadDir), { recursive: true });
      expect(await show(path)).toMatchObject({ text: { removed: 1, added: 1 } });
    }
  });

  it("is shared with what was shown, and leaves an event", async () => {
    const [from, to] = [await aBuild(null), await aBuild(null)];
    const viewer = as(ctx, aUser("viewer"));
    const shared = await shareDiff(viewer, { from, to, path: "a.ts", view: "unified", changedOnly: true });
    expect(shared).toMatchObject({ from, to, options: { path: "a.ts", view: "unified", changedOnly: true } });
    expect(await getSharedDiff(viewer, { diffId: shared.id })).toEqual(shared);
    expect(await ctx.db.event.findFirst({ where: { type: "diff_shared", subjectId: to } })).not.toBeNull();
    await expect(getSharedDiff(ctx, { diffId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(shareDiff(ctx, { from, to: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("needs the permission to read versions, and two builds", async () => {
    const [from, to] = [await aBuild(null), await aBuild(null)];
    const stranger = as(ctx, aToken("devices:read"));
    for (const ask of [compareArtifacts, compareFile, readLines, shareDiff]) {
      await expect(ask(stranger, { from, to })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(compare(from, randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(compare(from, "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(compare(from, to, { cursor: "x" })).resolves.toMatchObject({ files: null });
  });
});
