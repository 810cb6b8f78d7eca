import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GENESIS_HASH, hashEvent } from "#lib/events/chain.ts";
import { signCheckpoint } from "#lib/events/audit/checkpoint.ts";
import { keyIdOf, toPem } from "#lib/events/audit/keys.ts";
import { toLine } from "#lib/events/audit/line.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const COUNT = 12;
let folder = "";
let server: Server;
let url = "";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const signer = { id: keyIdOf(publicKey), privateKey, publicKey };

/** A log of twelve events, and a checkpoint of its end. */
function aLog() {
  let previousHash = GENESIS_HASH.toString("hex");
  const lines = Array.from({ length: COUNT }, (_, index) => {
    const event = {
      seq: index + 1,
      type: "user_signed_in",
      at: new Date("2026-03-01T00:00:00.000Z"),
      subject: { kind: "user", id: "ada" },
      rolloutId: null,
      productId: null,
      actor: { kind: "anonymous" },
      data: { index },
    };
    const hash = hashEvent(Buffer.from(previousHash, "hex"), event).toString("hex");
    const line = toLine({ ...event, previousHash, hash });
    previousHash = hash;
    return line;
  });
  const at = new Date("2026-03-02T00:00:00.000Z");
  return { lines, checkpoint: signCheckpoint(signer, { seq: COUNT, hash: Buffer.from(previousHash, "hex"), at }) };
}
const { lines, checkpoint } = aLog();
const file = (name: string) => path.join(folder, name);

/** What the server of these tests answers, by method and address. */
const answers: Record<string, { status?: number; body: string }> = {
  "GET /api/v1/events/export": { body: `${lines.join("\n")}\n` },
  "POST /api/v1/audit/checkpoints": { body: JSON.stringify(checkpoint) },
  "POST /api/v1/audit/verify": { status: 429, body: JSON.stringify({ detail: "The log is being checked already." }) },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-audit-"));
  server = createServer(({ method = "", url: address = "" }, response) => {
    const { status = 200, body } = answers[`${method} ${address.split("?")[0]}`] ?? { status: 404, body: "{}" };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(file("log.jsonl"), `${lines.join("\n")}\n`);
  await writeFile(file("checkpoints.jsonl"), `${JSON.stringify(checkpoint)}\n`);
  await writeFile(file("key.pem"), toPem(publicKey));
});
afterAll(async () => {
  server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

function audit(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, SLIPWAY_URL: url, SLIPWAY_TOKEN: "slp_test", NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, "audit", ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

const proof = () => ["--checkpoints", file("checkpoints.jsonl"), "--public-key", file("key.pem")];

it("verifies an exported log offline", async () => {
  const { code, stdout } = await audit("verify", file("log.jsonl"), ...proof());
  expect(stdout).toContain(`Sound: ${COUNT} events, 1 to ${COUNT}.`);
  expect(stdout).toContain(`Signed checkpoints vouch for it up to event ${COUNT}.`);
  expect(code).toBe(0);
});

it("goes on from one file to the next", async () => {
  await writeFile(file("first.jsonl"), `${lines.slice(0, 5).join("\n")}\n`);
  await writeFile(file("second.jsonl"), `${lines.slice(5).join("\n")}\n`);
  const { code, stdout } = await audit("verify", "--json", file("first.jsonl"), file("second.jsonl"), ...proof());
  expect(JSON.parse(stdout)).toMatchObject({ isSound: true, events: COUNT, provenSeq: COUNT });
  expect(code).toBe(0);
});

it("tells what was tampered with, and ends with 1", async () => {
  const [third = ""] = lines.slice(2);
  const changed = [...lines.slice(0, 2), third.replace("ada", "eve"), ...lines.slice(3, -1)];
  await writeFile(file("changed.jsonl"), `${changed.join("\n")}\n`);
  const { code, stdout } = await audit("verify", file("changed.jsonl"), ...proof());
  expect(stdout).toContain("Line 3: Event 3 was changed: its content does not give its hash.");
  expect(stdout).toContain(`The log ends too early: event ${COUNT} was cut off.`);
  expect(stdout).toContain("NOT sound");
  expect(code).toBe(1);
});

it("ends with 2 when it is called wrongly", async () => {
  expect(await audit("verify", file("log.jsonl"), ...proof().slice(0, 2))).toMatchObject({ code: 2 });
  expect(await audit("verify", file("missing.jsonl"))).toMatchObject({ code: 2 });
  expect(await audit("verify", file("log.jsonl"), "--checkpoints", file("log.jsonl"))).toMatchObject({ code: 2 });
  expect(await audit("verify", "--database", file("log.jsonl"))).toMatchObject({ code: 2 });
});

it("says what the server says", async () => {
  const { code, stderr } = await audit("verify");
  expect(stderr).toContain("The log is being checked already.");
  expect(code).toBe(8);
});

it("downloads the log and collects checkpoints in a file", async () => {
  await audit("export", "--output", file("export.jsonl"));
  expect(await readFile(file("export.jsonl"), "utf8")).toBe(`${lines.join("\n")}\n`);
  await audit("checkpoint", "--output", file("kept.jsonl"));
  await audit("checkpoint", "--output", file("kept.jsonl"));
  expect(await readFile(file("kept.jsonl"), "utf8")).toBe(`${JSON.stringify(checkpoint)}\n`.repeat(2));
  expect((await audit("checkpoint")).stdout).toBe(`${JSON.stringify(checkpoint)}\n`);
});
