import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { defineMachine } from "#lib/stages/definition.ts";
import { command, type MachineCommand } from "#lib/stages/rules/commands.ts";
import {
  DatabaseMachineStore,
  findMachine,
  findNextWake,
  insertMachine,
  selectEntries,
  takeDue,
  tellNews,
} from "#lib/stages/store-database.ts";
import type { StageHandler } from "#lib/stages/types.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

interface Notes {
  done: string[];
}
type Name = "a" | "b" | "c";
type Handler = StageHandler<Notes, never>;

const done: Handler = { run: () => Promise.resolve({ kind: "completed", output: { by: "us" } }) };

function define(handlers: Partial<Record<Name, Handler>> = {}) {
  return defineMachine<Notes>()("test", {
    a: { handler: handlers.a ?? done },
    b: { handler: handlers.b ?? done, needs: ["a"] },
    c: { handler: handlers.c ?? done, needs: ["a"] },
  });
}

async function make(ctx: TestContext, kind = "test"): Promise<string> {
  const id = randomUUID();
  const stages = [
    { name: "a", needs: [] },
    { name: "b", needs: ["a"] },
    { name: "c", needs: ["a"] },
  ];
  await inTransaction(ctx, (tx) => insertMachine(tx, { id, kind, context: { done: [] }, stages }, ctx.clock.now()));
  return id;
}

function open(ctx: TestContext) {
  const store = new DatabaseMachineStore<Notes, Name>(ctx, { readNow: () => Promise.resolve(ctx.clock.now()) });
  const ask = (id: string, wish: MachineCommand) =>
    store.change(id, (machine, now) => command(wish, machine, null, now));
  return { store, ask };
}

describeWithDatabase("a machine in tables", (getCtx) => {
  it("is carried to its end, and its history is kept", async () => {
    const ctx = getCtx();
    const { store, ask } = open(ctx);
    const id = await make(ctx);
    await ask(id, "start");
    await advanceMachine(store, define(), id);
    const machine = await findMachine(ctx.db, id);
    expect(machine).toMatchObject({ status: "completed", wakeAt: null });
    expect(machine?.stages.map(({ status, output, lease }) => ({ status, output, lease }))).toEqual(
      ["a", "b", "c"].map(() => ({ status: "completed", output: { by: "us" }, lease: null })),
    );
    const entries = await selectEntries(ctx.db, id, { limit: 100 });
    expect(entries.filter(({ type }) => type === "stage_complete").map(({ stage }) => stage)).toHaveLength(3);
    expect(entries.at(-1)).toMatchObject({ type: "complete", stage: null });
  });

  it("tells the time by the database's clock", async () => {
    const ctx = getCtx();
    const id = await make(ctx);
    const store = new DatabaseMachineStore<Notes, Name>(ctx);
    await store.change(id, (machine, now) => command("start", machine, null, now));
    const { startedAt } = (await findMachine(ctx.db, id)) ?? {};
    expect(Math.abs((startedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("is taken up by another process after the lease of one that was killed, with the same attempt", async () => {
    const ctx = getCtx();
    const { store, ask } = open(ctx);
    const id = await make(ctx, "killed");
    await ask(id, "start");
    const attempts: number[] = [];
    const hangs = define({ a: { run: () => new Promise<never>(() => {}) } });
    void advanceMachine(store, hangs, id).catch(() => {});
    await expect.poll(async () => (await findMachine(ctx.db, id))?.stages[0]?.status).toBe("running");

    const a: Handler = {
      run: ({ attempt }) => {
        attempts.push(attempt);
        return Promise.resolve({ kind: "completed" });
      },
    };
    await advanceMachine(store, define({ a }), id);
    expect(attempts).toEqual([]);
    ctx.clock.advance({ seconds: 31 });
    expect(await findNextWake(ctx.db, "killed")).toEqual(expect.any(Date));
    await advanceMachine(store, define({ a }), id);
    expect(attempts).toEqual([1]);
    expect((await findMachine(ctx.db, id))?.status).toBe("completed");
  });

  it("hears of news that came while its handler was at work", async () => {
    const ctx = getCtx();
    const { store, ask } = open(ctx);
    const id = await make(ctx, "news");
    await ask(id, "start");
    let turns = 0;
    const a: Handler = {
      run: async () => {
        if (++turns > 1) return { kind: "completed" };
        await tellNews(ctx.db, [id], ctx.clock.now());
        return { kind: "waiting", reason: "for news", until: null };
      },
    };
    await advanceMachine(store, define({ a }), id);
    expect(turns).toBe(2);

    const other = await make(ctx, "news");
    await ask(other, "start");
    const waits = define({ a: { run: () => Promise.resolve({ kind: "waiting", reason: "for news", until: null }) } });
    await advanceMachine(store, waits, other);
    await tellNews(ctx.db, [other], ctx.clock.now());
    expect(await takeDue(ctx.db, { kind: "news", now: ctx.clock.now(), putOffSeconds: 15, limit: 10 })).toEqual([
      other,
    ]);
    expect(await takeDue(ctx.db, { kind: "news", now: ctx.clock.now(), putOffSeconds: 15, limit: 10 })).toEqual([]);
    await advanceMachine(store, define(), other);
    expect((await findMachine(ctx.db, other))?.status).toBe("completed");
  });
});

describe("two processes", () => {
  describeOnPostgres("that race for the same machines", (getCtx) => {
    it("run no stage twice", async () => {
      const ctx = getCtx();
      const { store, ask } = open(ctx);
      const ids = await Promise.all(Array.from({ length: 12 }, () => make(ctx)));
      for (const id of ids) await ask(id, "start");
      const calls: string[] = [];
      const note: Handler = {
        run: async ({ machineId, stage }) => {
          calls.push(`${machineId} ${String(stage)}`);
          await new Promise((resolve) => setTimeout(resolve, 2));
          return { kind: "completed" };
        },
      };
      const definition = define({ a: note, b: note, c: note });
      const carryOn = async () => {
        for (let round = 0; round < 3; round++) {
          await Promise.all(ids.map((id) => advanceMachine(store, definition, id)));
        }
      };
      await Promise.all([carryOn(), carryOn(), carryOn()]);
      expect(new Set(calls).size).toBe(calls.length);
      expect(calls).toHaveLength(3 * ids.length);
    });
  });
});
