import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Outbox } from "#lib/agent/outbox.ts";
import { aFolder } from "#lib/agent/testing/quiet.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await aFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const file = () => path.join(dataDir, "outbox.jsonl");

async function reopened(outbox: Outbox): Promise<Outbox> {
  await outbox.close();
  return Outbox.open(dataDir);
}

it("outlasts a restart, in order and without what was sent", async () => {
  let outbox = await Outbox.open(dataDir);
  for (const actionId of [1, 2, 3]) await outbox.add({ actionId, status: "failed" });
  await outbox.remove(outbox.first!.id);
  outbox = await reopened(outbox);
  expect(outbox.size).toBe(2);
  expect(outbox.first?.report.actionId).toBe(2);
  await outbox.add({ actionId: 4, status: "healthy" });
  await outbox.remove(outbox.first!.id);
  outbox = await reopened(outbox);
  expect(outbox.first?.report.actionId).toBe(3);
  await outbox.close();
});

it("loses nothing to a line that a power cut has torn", async () => {
  let outbox = await Outbox.open(dataDir);
  await outbox.add({ actionId: 1, status: "failed" });
  await outbox.close();
  await appendFile(file(), '{"add":{"id":2,"rep');
  outbox = await Outbox.open(dataDir);
  await outbox.add({ actionId: 3, status: "failed" });
  outbox = await reopened(outbox);
  expect(outbox.size).toBe(2);
  await outbox.close();
});

it("tells the rest where a failing disk has spoiled a line", async () => {
  await writeFile(file(), '\u0000\u0000\n{"add":{"id":5,"report":{"actionId":1,"status":"failed"}}}\n');
  const outbox = await Outbox.open(dataDir);
  expect(outbox.first).toMatchObject({ id: 5, report: { actionId: 1 } });
  await outbox.close();
});

it("does not grow with what was said long ago", async () => {
  let outbox = await Outbox.open(dataDir);
  for (let actionId = 1; actionId <= 500; actionId++) {
    await outbox.add({ actionId, status: "healthy" });
    await outbox.remove(outbox.first!.id);
  }
  await outbox.add({ actionId: 501, status: "healthy" });
  expect((await readFile(file(), "utf8")).split("\n").length).toBeLessThan(210);
  outbox = await reopened(outbox);
  expect(outbox.first?.report.actionId).toBe(501);
  await outbox.close();
});
