import { expect, it } from "vitest";
import { content, hashes, STRANGER_TOKEN, type FileCall, type FileWorld } from "#lib/testing/file-world.ts";

interface FileAnswer {
  status: number;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

type Served = [what: string, call: Partial<FileCall>, status: number, headers: Record<string, string>, body: Buffer];

/** What must be answered, whoever serves files to devices: one table for the gateway and for the route handler. */
export function itServesFiles(getWorld: () => FileWorld, ask: (call: FileCall) => Promise<FileAnswer>): void {
  const etag = `"${hashes.sha256}"`;
  const size = content.length;
  const facts = { etag, "accept-ranges": "bytes", "last-modified": expect.stringMatching(/ GMT$/) as string };
  const whole = {
    ...facts,
    "content-type": "application/octet-stream",
    "content-length": String(size),
    "content-disposition": `attachment;filename="root fs.swu";filename*=UTF-8''root%20fs.swu`,
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-transform",
  };
  const part = (start: number, end: number) => ({
    ...whole,
    "content-length": String(end - start + 1),
    "content-range": `bytes ${start}-${end}/${size}`,
  });
  const nothing = Buffer.alloc(0);

  it.each<Served>([
    ["the whole file", {}, 200, whole, content],
    ["no content to a HEAD, but its size", { method: "HEAD" }, 200, whole, nothing],
    ["a range", { headers: { range: "bytes=5-9" } }, 206, part(5, 9), content.subarray(5, 10)],
    ...[0, 1, 65_535, 65_536, 262_144, size - 1].map((at): Served => [
      `the rest from byte ${at} on`,
      { headers: { range: `bytes=${at}-` } },
      206,
      part(at, size - 1),
      content.subarray(at),
    ]),
    ["the end of it", { headers: { range: "bytes=-3" } }, 206, part(size - 3, size - 1), content.subarray(-3)],
    [
      "nothing beyond its end",
      { headers: { range: `bytes=${size}-` } },
      416,
      { ...facts, "content-range": `bytes */${size}`, "content-length": "0" },
      nothing,
    ],
    ["nothing to who has it", { headers: { "if-none-match": etag } }, 304, facts, nothing],
    ["nothing to who wants another", { headers: { "if-match": '"other"' } }, 412, facts, nothing],
    [
      "a range to who has its beginning",
      { headers: { range: "bytes=0-9", "if-range": etag } },
      206,
      part(0, 9),
      content.subarray(0, 10),
    ],
    [
      "the whole to who has the beginning of another",
      { headers: { range: "bytes=0-9", "if-range": '"other"' } },
      200,
      whole,
      content,
    ],
  ])("answers %s", async (_what, differences, status, headers, body) => {
    const answer = await ask(getWorld().call(differences));
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(headers);
    for (const name of ["content-encoding", "transfer-encoding"]) expect(answer.headers[name], name).toBeUndefined();
    if (status !== 206) expect(answer.headers["content-range"]).toBe(headers["content-range"]);
    expect(answer.body.equals(body)).toBe(true);
  });

  it.each<[string, (world: FileWorld) => Partial<FileCall>, number, string]>([
    ["without a token", () => ({ token: "" }), 401, "UNAUTHENTICATED"],
    ["with a wrong token", () => ({ token: "slpd_wrong" }), 401, "UNAUTHENTICATED"],
    ["with another device's token", () => ({ token: STRANGER_TOKEN }), 401, "UNAUTHENTICATED"],
    ["to a stranger", (world) => ({ uuid: world.strangerId, token: STRANGER_TOKEN }), 404, "NOT_FOUND"],
    ["under another name", () => ({ name: "boot fs.swu" }), 404, "NOT_FOUND"],
    ["with another hash", () => ({ sha256: "0".repeat(64) }), 404, "NOT_FOUND"],
    ["by a path", () => ({ sha256: "../../etc" }), 400, "INVALID_INPUT"],
  ])("gives nothing %s", async (_how, differencesIn, status, code) => {
    const call = getWorld().call(differencesIn(getWorld()));
    const answer = await ask(call);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status, code });
    const toHead = await ask({ ...call, method: "HEAD" });
    expect([toHead.status, toHead.body.length]).toEqual([status, 0]);
  });
}
