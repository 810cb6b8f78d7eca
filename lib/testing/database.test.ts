import { expect, it } from "vitest";
import { migrate } from "#lib/database/migrate.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

for (const suite of ["first", "second"]) {
  describeWithDatabase(`The ${suite} suite on a test database`, (getCtx) => {
    it("starts on migrated tables that no other suite has written to", async () => {
      const { db, handle } = getCtx();
      expect(await migrate(handle)).toEqual([]);
      expect(await db.fleet.count()).toBe(0);
      expect(await db.eventChain.count()).toBe(1);
      await db.fleet.create({ data: { name: suite } });
    });

    it("keeps what earlier tests of the suite wrote", async () => {
      expect(await getCtx().db.fleet.count()).toBe(1);
    });

    it("has a clock that moves only when told", () => {
      const { clock } = getCtx();
      const before = clock.now();
      expect(clock.now()).toEqual(before);
      expect(clock.advance({ minutes: 2 }).getTime() - before.getTime()).toBe(120_000);
    });
  });
}
