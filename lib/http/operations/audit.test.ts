import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { readPublicKey, trust } from "#lib/events/audit/keys.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import { checkLog } from "#lib/events/audit/check-log.ts";
import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { CheckMessage } from "#lib/events/audit/view.ts";
import {
  checkLogOperation,
  exportCheckpointsOperation,
  exportEventsOperation,
  makeCheckpointOperation,
  readAuditKeyOperation,
} from "#lib/http/operations/audit.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Over HTTP, the log", (getCtx) => {
  let token = "";
  beforeAll(async () => {
    useAsRuntime(getCtx());
    token = (await createToken(getCtx(), { name: "auditor", scopes: ["admin"] })).token;
  });

  const linesOf = async <Line>(response: Response) =>
    (await response.text())
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);

  it("can be taken away whole, and be checked with what else was taken away", async () => {
    await call(makeCheckpointOperation, { token });
    const exported = await call(exportEventsOperation, { token });
    expect(exported.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    expect(exported.headers.get("content-disposition")).toMatch(
      /^attachment; filename="slipway-events-[\d-]+\.jsonl"$/,
    );
    const checkpoints = await linesOf<Checkpoint>(await call(exportCheckpointsOperation, { token }));
    const pem = await (await call(readAuditKeyOperation, { token })).text();
    const verdict = await verifyFile({
      chunks: [Buffer.from(await exported.arrayBuffer())],
      checkpoints,
      trusted: trust([readPublicKey(pem)]),
    });
    expect(verdict).toMatchObject({ isSound: true, checkpoints: 1 });
  });

  it("is exported as a table too", async () => {
    const table = await call(exportEventsOperation, { token, query: "?format=csv" });
    expect(table.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(await table.text()).toMatch(/^seq,at,type,/);
    expect((await call(exportEventsOperation, { token, query: "?format=xml" })).status).toBe(400);
  });

  it("tells how far a check is, and what it found", async () => {
    const messages = await linesOf<CheckMessage>(await call(checkLogOperation, { token }));
    expect(messages.at(0)).toMatchObject({ kind: "progress" });
    expect(messages.at(-1)).toMatchObject({ kind: "verdict", verdict: { isSound: true } });
  });

  it("is checked for one caller at a time, and anew once that one has left", async () => {
    const first = checkLog(getCtx());
    expect(() => checkLog(getCtx())).toThrow("The log is being checked already.");
    await first.cancel();
    await expect.poll(async () => (await call(checkLogOperation, { token })).status).toBe(200);
  });
});
