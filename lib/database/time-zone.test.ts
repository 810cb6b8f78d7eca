import { expect, it } from "vitest";
import { openPostgres } from "#lib/database/client.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";

describeOnPostgres("A database that is set to another time zone", (getCtx) => {
  it("keeps moments as they are", async () => {
    const { db, handle } = getCtx();
    const url = handle.url ?? "";
    const name = new URL(url).pathname.slice(1);
    await db.$executeRawUnsafe(`ALTER DATABASE "${name}" SET timezone TO 'Asia/Tokyo'`);
    const other = openPostgres(url);
    try {
      const at = new Date("2026-01-05T09:00:00.123Z");
      await other.client.fleet.create({ data: { name: "by the client", createdAt: at } });
      await other.client.$executeRaw`
        INSERT INTO fleets (name, created_at) VALUES ('by text', ${at.toISOString()}::timestamptz)`;
      const kept = await other.client.$queryRaw<{ millis: number }[]>`
        SELECT (extract(epoch FROM created_at) * 1000)::float8 AS millis FROM fleets`;
      expect(kept).toEqual([{ millis: at.getTime() }, { millis: at.getTime() }]);
      expect((await other.client.fleet.findMany()).map(({ createdAt }) => createdAt)).toEqual([at, at]);
    } finally {
      await other.close();
    }
  });
});
