import { expect, it } from "vitest";
import type { Reach } from "#lib/access/rules/reach.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { GENESIS_HASH, hashEvent } from "#lib/events/chain.ts";
import { listEvents } from "#lib/events/list.ts";
import { recordEvent } from "#lib/events/record.ts";
import { anonymous, as, aToken, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const ENVIRONMENT = "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11";
const PRODUCT = "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11";

async function record(ctx: TestContext, ...names: string[]): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    for (const name of names) {
      recordEvent(ctx, tx, {
        type: "fleet_created",
        subject: { kind: "fleet", id: name },
        productId: PRODUCT,
        data: { name, nested: { z: 1.5, a: ["ü", null] }, at: new Date(0), left: undefined },
      });
    }
    return Promise.resolve();
  });
}

describeWithDatabase("The event log", (getCtx) => {
  it("numbers events without a gap, whoever writes at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => record(getCtx(), `a${index}`, `b${index}`)));
    const { items } = await listEvents(getCtx(), { after: 0, limit: 100 });
    expect(items.map((event) => event.seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it("leaves neither event nor gap when the transaction fails", async () => {
    const ctx = getCtx();
    const before = (await listEvents(ctx, {})).items[0]?.seq ?? 0;
    const failing = inTransaction(ctx, async (tx) => {
      recordEvent(ctx, tx, { type: "fleet_created", subject: { kind: "fleet", id: "never" } });
      await tx.fleet.create({ data: { name: "kept only with its event" } });
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await record(ctx, "next");
    expect((await listEvents(ctx, {})).items[0]).toMatchObject({ seq: before + 1, subject: { id: "next" } });
    expect(await ctx.db.fleet.count()).toBe(0);
  });

  it("chains each event to the one before, provably from what is stored", async () => {
    const rows = await getCtx().db.event.findMany({ orderBy: { seq: "asc" } });
    let previous: Uint8Array = GENESIS_HASH;
    for (const row of rows) {
      const hash = hashEvent(previous, {
        seq: Number(row.seq),
        type: row.type,
        at: row.at,
        subject: { kind: row.subjectKind, id: row.subjectId },
        rolloutId: row.rolloutId,
        productId: row.productId,
        actor: row.actor,
        data: row.data,
      });
      expect(Buffer.from(row.previousHash)).toEqual(Buffer.from(previous));
      expect(Buffer.from(row.hash)).toEqual(hash);
      previous = row.hash;
    }
    expect(rows.length).toBeGreaterThan(40);
  });

  it("pages in both directions", async () => {
    const ctx = getCtx();
    const newest = await listEvents(ctx, { limit: 2 });
    const older = await listEvents(ctx, { limit: 2, cursor: newest.nextCursor });
    expect(older.items[0]?.seq).toBe((newest.items[1]?.seq ?? 0) - 1);
    const oldest = await listEvents(ctx, { after: 0, limit: 2 });
    const later = await listEvents(ctx, { after: 0, limit: 2, cursor: oldest.nextCursor });
    expect(later.items.map((event) => event.seq)).toEqual([3, 4]);
  });

  it("filters by type, product and subject, and names a type that does not exist", async () => {
    const ctx = getCtx();
    expect((await listEvents(ctx, { subject: "a3" })).items).toHaveLength(1);
    expect((await listEvents(ctx, { product: PRODUCT, types: "fleet_created" })).items.length).toBeGreaterThan(0);
    expect((await listEvents(ctx, { types: "rollout_paused" })).items).toEqual([]);
    await expect(listEvents(ctx, { types: "rollout_exploded" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(listEvents(ctx, { nonsense: 1 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("finds by actor, kind of subject, time and text", async () => {
    const ctx = getCtx();
    const found = async (input: Record<string, unknown>) =>
      (await listEvents(ctx, { limit: 500, ...input })).items.map(({ subject }) => subject.id);
    await record(as(ctx, aToken("fleets:write")), "by a token");
    expect(await found({ actor: "a TEST token" })).toEqual(["by a token"]);
    expect(await found({ actorKind: "token" })).toEqual(["by a token"]);
    expect(await found({ actorKind: "device" })).toEqual([]);
    expect(await found({ subjectKind: "rollout" })).toEqual([]);
    expect(await found({ text: "BY A TOK" })).toEqual(["by a token"]);
    expect(await found({ text: "100%" })).toEqual([]);

    const before = ctx.clock.now().toISOString();
    ctx.clock.advance({ days: 2 });
    await record(ctx, "late");
    const late = ctx.clock.now().toISOString();
    ctx.clock.advance({ days: 2 });
    await record(ctx, "later");
    expect(await found({ from: late, to: new Date(Date.parse(late) + 1).toISOString() })).toEqual(["late"]);
    expect(await found({ from: late })).toEqual(["later", "late"]);
    expect(await found({ to: late, text: "by a token" })).toEqual(["by a token"]);
    expect(await found({ to: before })).toEqual([]);
    await expect(found({ from: "yesterday" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("shows those who are limited to teams what belongs to these", async () => {
    const ctx = getCtx();
    const subjectsFor = async (reach: Reach) => {
      const limited = as(ctx, {
        kind: "token",
        id: "t",
        name: "limited",
        scopes: new Set(["events:read"] as const),
        reach,
      });
      return (await listEvents(limited, { limit: 500 })).items.map(({ subject }) => subject.id);
    };
    await inTransaction(ctx, (tx) => {
      recordEvent(ctx, tx, { type: "environment_created", subject: { kind: "environment", id: ENVIRONMENT } });
      recordEvent(ctx, tx, { type: "user_created", subject: { kind: "user", id: "ada" } });
      return Promise.resolve();
    });
    const everything = await subjectsFor({ productIds: null, environmentIds: null });
    expect(everything).toContain("ada");
    const ofProduct = await subjectsFor({ productIds: new Set([PRODUCT]), environmentIds: new Set([ENVIRONMENT]) });
    expect(ofProduct).toContain(ENVIRONMENT);
    expect(ofProduct).not.toContain("ada");
    expect(ofProduct).toContain("later");
    expect(await subjectsFor({ productIds: new Set(), environmentIds: new Set() })).toEqual([]);
    const otherwise = await subjectsFor({ productIds: null, environmentIds: new Set() });
    expect(otherwise).toEqual(everything.filter((id) => id !== ENVIRONMENT));
  });

  it("is for those who may read events", async () => {
    await expect(listEvents(as(getCtx(), anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(listEvents(as(getCtx(), aUser("viewer")), {})).resolves.toBeDefined();
  });
});
