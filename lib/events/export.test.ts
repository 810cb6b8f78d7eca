import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { trustedKeysOf } from "#lib/events/audit/keys.ts";
import { pruneLog } from "#lib/events/audit/prune.ts";
import { makeCheckpoint } from "#lib/events/audit/sign-checkpoint.ts";
import { readCheckpoints } from "#lib/events/audit/store-audit.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import { exportEvents } from "#lib/events/export.ts";
import { recordEvent } from "#lib/events/record.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const COUNT = 2_500;

async function textOf(ctx: TestContext, input: Record<string, unknown> = {}): Promise<string> {
  let text = "";
  for await (const chunk of (await exportEvents(ctx, input)).chunks) text += chunk;
  return text;
}

async function record(ctx: TestContext, ...ids: string[]): Promise<void> {
  await inTransaction(ctx, (tx) => {
    for (const id of ids) recordEvent(ctx, tx, { type: "fleet_created", subject: { kind: "fleet", id }, data: { id } });
    return Promise.resolve();
  });
}

describeWithDatabase("An export of the log", (getCtx) => {
  it("is the chain, ready to be checked offline, and leaves its own trace", async () => {
    const ctx = getCtx();
    await record(ctx, ...Array.from({ length: COUNT }, (_, index) => `fleet ${index}`));
    const checkpoint = await makeCheckpoint(ctx);
    const file = await textOf(ctx);
    const verdict = await verifyFile({
      chunks: [Buffer.from(file)],
      checkpoints: [checkpoint],
      trusted: trustedKeysOf(ctx.config),
    });
    expect(verdict).toMatchObject({ isSound: true, events: COUNT + 1, provenSeq: COUNT });
    const told = await ctx.db.event.findMany({ where: { type: "audit_log_exported" } });
    expect(told).toMatchObject([{ data: { format: "jsonl", filter: {}, afterSeq: 0, untilSeq: COUNT + 1 } }]);
  });

  it("goes on where an earlier one ended", async () => {
    const ctx = getCtx();
    const first = await textOf(ctx);
    const end = first.split("\n").length - 1;
    const chunks = [Buffer.from(first), Buffer.from(await textOf(ctx, { after: end }))];
    const verdict = await verifyFile({ chunks, checkpoints: [], trusted: new Map() });
    expect(verdict).toMatchObject({ isSound: true });
    expect(verdict.events).toBeGreaterThan(end);
  });

  it("holds what was asked for", async () => {
    const ctx = getCtx();
    const lines = (await textOf(ctx, { types: "fleet_created", text: "fleet 249" })).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { subject: { id: string } }).subject.id)).toEqual([
      "fleet 249",
      ...Array.from({ length: 10 }, (_, index) => `fleet 249${index}`),
    ]);
  });

  it("as a table quotes what it must, and lets no cell be a formula", async () => {
    const ctx = getCtx();
    await record(ctx, '=HYPERLINK("http://x")', "two\nlines, and a comma");
    const formulas = ["+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\n=1"];
    await record(ctx, ...formulas);
    const table = await textOf(ctx, { format: "csv", after: COUNT });
    expect(table.startsWith("seq,at,type,subjectKind,subjectId,")).toBe(true);
    expect(table).toContain(`,fleet,"'=HYPERLINK(""http://x"")",,,system,,test,`);
    for (const formula of formulas) expect(table).toContain(`'${formula}`);
    expect(table).toContain(',fleet,"two\nlines, and a comma",');
  });

  it("breaks off rather than leave a hole where retention was faster", async () => {
    const ctx = getCtx();
    const keeping = { ...ctx, config: { ...ctx.config, audit: { ...ctx.config.audit, retentionDays: 30 } } };
    await ctx.db.$executeRaw`UPDATE notification_cursor SET seq = 1000000`;
    const { chunks } = await exportEvents(ctx, {});
    await chunks.next();
    ctx.clock.advance({ days: 31 });
    await record(ctx, "today");
    await pruneLog(keeping);
    await expect(chunks.next()).rejects.toMatchObject({ code: "CONFLICT" });
    const verdict = await verifyFile({
      chunks: [Buffer.from(await textOf(ctx))],
      checkpoints: await readCheckpoints(ctx.db),
      trusted: trustedKeysOf(ctx.config),
    });
    expect(verdict).toMatchObject({ isSound: true });
  });

  it("is for those who may export", async () => {
    await expect(exportEvents(as(getCtx(), aUser("approver")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(exportEvents(getCtx(), { format: "xml" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
