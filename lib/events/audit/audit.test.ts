import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { trustedKeysOf } from "#lib/events/audit/keys.ts";
import { toLine } from "#lib/events/audit/line.ts";
import { pruneLog } from "#lib/events/audit/prune.ts";
import { keepCheckpoints, makeCheckpoint } from "#lib/events/audit/sign-checkpoint.ts";
import { readCheckpoints, readStoredEvents } from "#lib/events/audit/store-audit.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

async function record(ctx: TestContext, count: number): Promise<void> {
  await inTransaction(ctx, (tx) => {
    for (let index = 0; index < count; index++) {
      recordEvent(ctx, tx, {
        type: "fleet_created",
        subject: { kind: "fleet", id: `fleet ${index}` },
        data: { name: 'ü "quoted"\n', share: index / 3, large: 1e21, list: [null, { z: 1, a: [] }] },
      });
    }
    return Promise.resolve();
  });
}

const kindsOf = ({ faults }: Verdict) => faults.map(({ kind }) => kind);

/** Does something to the tables by hand, checks, and takes it back. */
async function tampered(ctx: TestContext, ...statements: string[]): Promise<Verdict> {
  let verdict: Verdict | undefined;
  const undone = ctx.db.$transaction(async (tx) => {
    for (const statement of statements) await tx.$executeRawUnsafe(statement);
    verdict = await verifyLog({ db: tx, config: ctx.config });
    throw new Error("take it back");
  });
  await expect(undone).rejects.toThrow("take it back");
  if (!verdict) throw new Error("It was checked.");
  return verdict;
}

describeWithDatabase("The log in the database", (getCtx) => {
  it("is sound as it was written, also while it grows", async () => {
    const ctx = getCtx();
    await record(ctx, 30);
    const progress: number[] = [];
    const [verdict] = await Promise.all([
      verifyLog(ctx, { onProgress: ({ checked, total }) => progress.push(checked / total) }),
      record(ctx, 5),
    ]);
    expect(verdict).toMatchObject({ isSound: true, firstSeq: 1, provenSeq: null, faults: [] });
    expect(progress.at(-1)).toBe(1);
  });

  it("is vouched for by checkpoints, of which the log itself tells", async () => {
    const ctx = getCtx();
    await record(ctx, 3);
    const checkpoint = await makeCheckpoint(ctx);
    expect(checkpoint.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await verifyLog(ctx)).toMatchObject({ isSound: true, provenSeq: checkpoint.seq, checkpoints: 1 });
    const removed = await tampered(ctx, "DELETE FROM audit_checkpoints");
    expect(removed.faults).toMatchObject([{ kind: "checkpointMissing", seq: checkpoint.seq }]);
  });

  it("gets a checkpoint in each round in which something happened, and none in the others", async () => {
    const ctx = getCtx();
    await record(ctx, 1);
    await keepCheckpoints(ctx);
    const count = (await readCheckpoints(ctx.db)).length;
    await keepCheckpoints(ctx);
    await keepCheckpoints(ctx);
    expect(await readCheckpoints(ctx.db)).toHaveLength(count);
  });

  it.each([
    ["a changed time", ["UPDATE events SET at = at + interval '1 second' WHERE seq = 5"], "changed"],
    ["changed data", [`UPDATE events SET data = data || '{"name": "x"}' WHERE seq = 5`], "changed"],
    ["a changed actor", [`UPDATE events SET actor = '{"kind": "anonymous"}' WHERE seq = 5`], "changed"],
    ["a time that is none", ["UPDATE events SET at = 'infinity' WHERE seq = 5"], "changed"],
    ["data that is no object", ["UPDATE events SET data = '[1]' WHERE seq = 5"], "changed"],
    ["a changed hash", ["UPDATE events SET hash = sha256('x') WHERE seq = 5"], "changed"],
    ["a deleted row", ["DELETE FROM events WHERE seq = 5"], "missing"],
    ["a deleted beginning", ["DELETE FROM events WHERE seq <= 5"], "missing"],
    ["a deleted end", ["DELETE FROM events WHERE seq > 30"], "truncated"],
    ["a deleted log", ["DELETE FROM events"], "truncated"],
    [
      "a deleted end, and the memory of it",
      [
        "DELETE FROM events WHERE seq > 36",
        "UPDATE event_chain SET seq = 36, hash = (SELECT hash FROM events WHERE seq = 36)",
      ],
      "truncated",
    ],
    [
      "an event behind the end",
      [
        `INSERT INTO events (seq, type, at, subject_kind, subject_id, actor, data, previous_hash, hash)
         SELECT seq + 100000, type, at, subject_kind, subject_id, actor, data, previous_hash, hash FROM events WHERE seq = 5`,
      ],
      "excess",
    ],
    [
      "a cut that nobody signed",
      [
        "UPDATE event_chain SET pruned_seq = 5, pruned_hash = (SELECT hash FROM events WHERE seq = 5)",
        "DELETE FROM events WHERE seq <= 5",
      ],
      "cutUnproven",
    ],
    ["a forged checkpoint", ["UPDATE audit_checkpoints SET at = at + interval '1 day'"], "checkpointForged"],
    ["a foreign checkpoint", ["UPDATE audit_checkpoints SET key_id = 'mine'"], "checkpointUnknownKey"],
  ])("betrays %s", async (_name, statements, kind) => {
    const verdict = await tampered(getCtx(), ...statements);
    expect(verdict.isSound).toBe(false);
    expect(kindsOf(verdict)[0]).toBe(kind);
  });

  it("tells once of what was changed by hand, and goes on being signed", async () => {
    const ctx = getCtx();
    await record(ctx, 3);
    const [newest] = await ctx.db.event.findMany({ orderBy: { seq: "desc" }, take: 1 });
    if (!newest) throw new Error("There are events.");
    await ctx.db.event.update({ where: { seq: newest.seq }, data: { subjectId: "another" } });
    await keepCheckpoints(ctx);
    await record(ctx, 1);
    await keepCheckpoints(ctx);
    const told = await ctx.db.event.findMany({ where: { type: "audit_tampering_found" } });
    expect(told).toMatchObject([{ data: { kind: "changed", seq: Number(newest.seq) } }]);
    await ctx.db.event.update({ where: { seq: newest.seq }, data: { subjectId: newest.subjectId } });
    expect(await verifyLog(ctx)).toMatchObject({ isSound: true });
  });

  it("can be checked offline as it is exported", async () => {
    const ctx = getCtx();
    const events = await readStoredEvents(ctx.db, {}, 1_000);
    const chunks = [Buffer.from(events.map((event) => `${toLine(event)}\n`).join(""))];
    const checkpoints = await readCheckpoints(ctx.db);
    const verdict = await verifyFile({ chunks, checkpoints, trusted: trustedKeysOf(ctx.config) });
    expect(verdict).toMatchObject({ isSound: true, events: events.length, provenSeq: checkpoints.at(-1)?.seq });
  });

  it("loses what is too old, and stays provable from the cut on", async () => {
    const ctx = getCtx();
    const keeping = { ...ctx, config: { ...ctx.config, audit: { ...ctx.config.audit, retentionDays: 30 } } };
    const { lastSeq: oldSeq } = await verifyLog(ctx);
    await ctx.db.$executeRaw`UPDATE notification_cursor SET seq = 1000000`;
    ctx.clock.advance({ days: 31 });
    await record(ctx, 4);
    await pruneLog(ctx);
    expect(await verifyLog(ctx)).toMatchObject({ isSound: true, firstSeq: 1 });

    await pruneLog(keeping);
    expect(await verifyLog(ctx)).toMatchObject({ isSound: true, firstSeq: (oldSeq ?? 0) + 1 });
    expect(await ctx.db.event.count({ where: { seq: { lte: oldSeq ?? 0 } } })).toBe(0);
    const pruned = await ctx.db.event.findMany({ where: { type: "audit_log_pruned" } });
    expect(pruned).toMatchObject([{ data: { removed: oldSeq, untilSeq: oldSeq } }]);

    const moved = [
      "UPDATE event_chain SET pruned_seq = pruned_seq + 1",
      "DELETE FROM events WHERE seq <= (SELECT pruned_seq FROM event_chain)",
    ];
    expect(kindsOf(await tampered(ctx, ...moved))).toContain("cutUnproven");
    await pruneLog(keeping);
    expect(await ctx.db.event.count({ where: { type: "audit_log_pruned" } })).toBe(1);
  });

  it("keeps what somebody who follows it has not read, and what was tampered with", async () => {
    const ctx = getCtx();
    const keeping = { ...ctx, config: { ...ctx.config, audit: { ...ctx.config.audit, retentionDays: 30 } } };
    ctx.clock.advance({ days: 31 });
    await record(ctx, 1);
    await ctx.db.$executeRaw`UPDATE notification_cursor SET seq = 0`;
    const before = await ctx.db.event.count();
    await pruneLog(keeping);
    expect(await ctx.db.event.count()).toBe(before);

    await ctx.db.$executeRaw`UPDATE notification_cursor SET seq = 1000000`;
    const [oldest] = await ctx.db.event.findMany({ orderBy: { seq: "asc" }, take: 1 });
    await ctx.db.event.updateMany({ where: { seq: oldest?.seq }, data: { subjectId: "another" } });
    await pruneLog(keeping);
    expect(await ctx.db.event.count()).toBe(before);
  });

  it("is signed only for those who may", async () => {
    await expect(makeCheckpoint(as(getCtx(), aUser("approver")))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describeOnPostgres("A log that is written, checked, signed and cut at the same time", (getCtx) => {
  it("is sound in everybody's eyes, and tells of the cut once", async () => {
    const ctx = getCtx();
    const keeping = { ...ctx, config: { ...ctx.config, audit: { ...ctx.config.audit, retentionDays: 30 } } };
    for (let part = 0; part < 5; part++) await record(ctx, 1_500);
    await makeCheckpoint(ctx);
    await ctx.db.$executeRaw`UPDATE notification_cursor SET seq = 1000000`;
    ctx.clock.advance({ days: 31 });
    await record(ctx, 10);
    const times = [1, 2, 3];
    const [verdicts] = await Promise.all([
      Promise.all(times.map(() => verifyLog(ctx))),
      ...times.map(() => pruneLog(keeping)),
      ...times.map(() => record(ctx, 5)),
      makeCheckpoint(ctx),
    ]);
    for (const verdict of [...verdicts, await verifyLog(ctx)]) expect(verdict.faults).toEqual([]);
    expect(await ctx.db.event.count({ where: { type: "audit_log_pruned" } })).toBe(1);
  }, 60_000);
});
