import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { nameShapes } from "./lib/name-shapes.ts";
import { CLIENT_FOLDER } from "./make-client.ts";

const script = path.resolve(import.meta.dirname, "make-client.ts");
const docs = path.resolve(import.meta.dirname, "../docs/api.md");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-client-"));
});
afterAll(() => rm(folder, { recursive: true }));

function runNode(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: "", ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr });
    });
  });
}

async function read(from: string): Promise<Record<string, string>> {
  const names = await readdir(from, { recursive: true });
  const files = names.filter((name) => name.endsWith(".ts")).sort();
  const texts = files.map(async (name) => [name, await readFile(path.join(from, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(texts));
}

it(
  "has been made from the operations as they are now: if not, run `npm run client`",
  { timeout: 240_000 },
  async () => {
    const made = path.join(folder, "made");
    expect(await runNode([script, made])).toMatchObject({ code: 0 });
    const [now, kept] = [await read(made), await read(CLIENT_FOLDER)];
    expect(Object.keys(kept)).toEqual(Object.keys(now));
    // Not the texts themselves: nobody reads a difference of ten thousand lines.
    expect(Object.keys(now).filter((name) => kept[name] !== now[name])).toEqual([]);
  },
);

describeWithDatabase("The client made from the API", (getCtx) => {
  it("does what the documentation shows", async () => {
    useAsRuntime(getCtx());
    const server = await ApiServer.start();
    const { token } = await createToken(getCtx(), { name: "docs", scopes: ["operator"] });
    const example = /```ts\n(.*?createClient.*?)```/s.exec(await readFile(docs, "utf8"))?.[1] ?? "";
    const file = path.join(folder, "example.ts");
    await writeFile(file, example.replaceAll("./clients/typescript", CLIENT_FOLDER));
    const first = await runNode([file], { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: token });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("till-3 is offline") });
    const refused = await runNode([file], { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: "slp_wrong" });
    expect(refused.stderr).toContain("UNAUTHENTICATED");
    server.stop();
  });
});

const shape = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

function aDocument(answers: Record<string, unknown>) {
  const paths = Object.entries(answers).map(([operationId, schema]) => [
    `/${operationId}`,
    { get: { operationId, responses: { 200: { content: { "application/json": { schema } } } } } },
  ]);
  return { paths: Object.fromEntries(paths), components: { schemas: { Problem: {} } } };
}

function answerOf(document: ReturnType<typeof nameShapes>, id: string) {
  const { paths } = document as ReturnType<typeof aDocument>;
  return paths[`/${id}`].get.responses[200].content["application/json"].schema;
}

it("names shapes that stand at several places after what they are", () => {
  const rollout = shape("id", "status", "image");
  const page = { type: "object", properties: { items: { type: "array", items: rollout }, nextCursor: {} } };
  const named = nameShapes(aDocument({ listRollouts: page, getRollout: rollout, getOther: shape("a", "b", "c") }));
  expect(answerOf(named, "getRollout")).toEqual({ $ref: "#/components/schemas/Rollout" });
  expect(answerOf(named, "listRollouts").properties.items.items).toEqual({ $ref: "#/components/schemas/Rollout" });
  expect(answerOf(named, "getOther")).toEqual(shape("a", "b", "c"));
  expect(named.components).toEqual({ schemas: { Problem: {}, Rollout: rollout } });
});

it("takes no name twice, and names what stands within named shapes too", () => {
  const batch = shape("index", "percent", "status");
  const withBatch = (name: string) => ({ type: "object", properties: { [name]: {}, other: {}, batch } });
  const document = aDocument({
    getProblem: shape("x", "y", "z"),
    showProblem: shape("x", "y", "z"),
    a: withBatch("a"),
    b: withBatch("b"),
  });
  const named = nameShapes(document);
  expect(answerOf(named, "getProblem")).toEqual({ $ref: "#/components/schemas/Problem2" });
  expect(answerOf(named, "a").properties.batch).toEqual({ $ref: "#/components/schemas/Batch" });
  expect(document.components.schemas).toEqual({ Problem: {} });
});
