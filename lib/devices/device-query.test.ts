import { beforeAll, expect, it } from "vitest";
import { createDevices } from "#lib/devices/create.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { listDevices } from "#lib/devices/list.ts";
import { countSelected, sampleSelected } from "#lib/devices/store-selection.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

const DAY_MILLIS = 86_400_000;

describeWithDatabase("Queries over devices", (getCtx) => {
  const ids: Record<string, string> = {};
  let shops = "";

  const named = async (query: string) => {
    const ctx = getCtx();
    return (await sampleSelected(ctx.db, { query }, freshnessOf(ctx), 10)).map(({ name }) => name).join(" ");
  };

  beforeAll(async () => {
    const ctx = getCtx();
    const devices = [
      {
        name: "ant",
        fleet: "shops",
        tags: ["beta", "eu"],
        attributes: { hwRevision: 2, ram: "512", "serial no": "007" },
      },
      { name: "bee", fleet: "shops", tags: ["beta"], attributes: { hwRevision: "10", ram: 1024, "a.b": true } },
      { name: "cat", fleet: "depots", tags: ["b*ta"], attributes: { hwRevision: "rev-c", note: "100% 'ok'" } },
      { name: "d_g", tags: [], attributes: { hwRevision: 2.0, note: "" } },
    ];
    for (const { id, name } of (await createDevices(ctx, { devices })).items) ids[name] = id;
    shops = (await ctx.db.fleet.findFirstOrThrow({ where: { name: "shops" } })).id;

    const now = ctx.clock.now().getTime();
    const seen = { ant: 0, bee: 2 * DAY_MILLIS, cat: 9 * DAY_MILLIS };
    for (const [name, ago] of Object.entries(seen)) {
      await ctx.db.device.update({ where: { id: ids[name]! }, data: { lastSeenAt: new Date(now - ago) } });
    }
    // It asks every two days only, so that it is online still.
    await ctx.db.device.update({
      where: { id: ids.bee! },
      data: { pollSeconds: 172_800, controllerId: "C-1", tenant: "T" },
    });
    await ctx.db.device.update({ where: { id: ids.ant! }, data: { address: "10.0.0.7" } });
    const versions = { ant: "1.5.0", bee: "v1.5.0-rc.2", cat: "1.10.0", d_g: "nightly" };
    await ctx.db.deviceApp.createMany({
      data: Object.entries(versions).map(([name, version]) => {
        const digest = name === "ant" ? "sha256:aa" : null;
        return { deviceId: ids[name]!, app: "acme.gw", image: "i", digest, version, reportedAt: ctx.clock.now() };
      }),
    });
  });

  it.each([
    // Texts
    ["name==ant", "ant"],
    ["name!=ant", "bee cat d_g"],
    ["name==*e*", "bee"],
    ["name==*_*", "d_g"],
    ["name=in=(ant,cat,nobody)", "ant cat"],
    ["name=out=(ant,cat)", "bee d_g"],
    ["name<bee", "ant"],
    ["name>=bee", "bee cat d_g"],
    ["name==ANT", ""],
    ["address==10.*", "ant"],
    ["address==''", "bee cat d_g"],
    ["address!=10.0.0.7", "bee cat d_g"],
    ["address==*", "ant"],
    ["address!=*", "bee cat d_g"],
    ["controllerId==C-*", "bee"],
    // Fleets
    ["fleet==shops", "ant bee"],
    ["fleet!=shops", "cat d_g"],
    ["fleet==''", "d_g"],
    ["fleet==*", "ant bee cat"],
    ["fleet=in=(depots,'')", "cat d_g"],
    ["fleet==s*", "ant bee"],
    ["fleet<shops", "cat"],
    // Tags
    ["tag==beta", "ant bee"],
    ["tag!=beta", "cat d_g"],
    ["tag==b*", "ant bee cat"],
    [String.raw`tag==b\*ta`, "cat"],
    ["tag=in=(eu,'b\\*ta')", "ant cat"],
    ["tag==''", "d_g"],
    ["tag==*", "ant bee cat"],
    ["tag==beta;tag==eu", "ant"],
    // Attributes
    ["attribute.hwRevision==2", "ant d_g"],
    ["attribute.hwRevision==2.0", "ant d_g"],
    ["attribute.hwRevision!=2", "bee cat"],
    ["attribute.hwRevision>2", "bee cat"],
    ["attribute.hwRevision<10", "ant d_g"],
    ["attribute.ram>=1024", "bee"],
    ["attribute.ram<1024", "ant"],
    ["attribute.ram==*", "ant bee"],
    ["attribute.ram==''", "cat d_g"],
    ["attribute.'serial no'==007", "ant"],
    ["attribute.'serial no'==7", ""],
    ["attribute.a.b==true", "bee"],
    ["attribute.note=='100% \\'ok\\''", "cat"],
    ["attribute.note==*", "cat"],
    ["attribute.note!=''", "cat"],
    ["attribute.note=='*%*'", "cat"],
    // Apps
    ["app.acme.gw.version==1.5.0", "ant"],
    ["app.acme.gw.version!=1.5.0", "bee cat d_g"],
    ["app.acme.gw.version==1.*", "ant cat"],
    ["app.acme.gw.version>1.5.0", "cat"],
    ["app.acme.gw.version<1.5.0", "bee"],
    ["app.acme.gw.version<=1.5.0", "ant bee"],
    ["app.acme.gw.version>=1.5.0-rc.10", "ant cat"],
    ["app.acme.gw.version>1.5.0-alpha", "ant bee cat"],
    ["app.acme.gw.version==*", "ant bee cat d_g"],
    ["app.other.version==''", "ant bee cat d_g"],
    ["app.acme.gw.digest==sha256:aa", "ant"],
    ["app.acme.gw.digest==''", "bee cat d_g"],
    // Times
    ["online==true", "ant bee"],
    ["online==false", "cat d_g"],
    ["online!=true", "cat d_g"],
    ["lastSeen<-7d", "cat d_g"],
    ["lastSeen>-7d", "ant bee"],
    ["lastSeen==''", "d_g"],
    ["lastSeen!=''", "ant bee cat"],
    ["created>2020-01-01", "ant bee cat d_g"],
    ["created<2020-01-01", ""],
    // Together
    ["tag==beta and (attribute.ram>600 or name==ant);fleet==shops", "ant bee"],
    ["name==ant,name==cat;tag==beta", "ant"],
    // A word is also looked for at the start of ids, so it must be none that an id can start with.
    ["NT", "ant"],
  ])("%s", async (query, names) => {
    expect(await named(query)).toBe(names);
  });

  it("finds devices and fleets by id", async () => {
    expect(await named(`id==${ids.ant!}`)).toBe("ant");
    expect(await named(`id==${ids.ant!.toUpperCase()}`)).toBe("ant");
    expect(await named(`id!=${ids.ant!}`)).toBe("bee cat d_g");
    expect(await named(`id=in=(${ids.ant!},${ids.bee!},no-id)`)).toBe("ant bee");
    expect(await named(`id==${ids.ant!.slice(0, 30)}*`)).toBe("ant");
    expect(await named("id==no-id")).toBe("");
    expect(await named(`fleet==${shops}`)).toBe("ant bee");
    expect(await named(`fleet==${shops.slice(0, 30)}*`)).toBe("");
  });

  it.each([
    `name=="' OR 1=1 --"`,
    `name=="'; DROP TABLE devices; --"`,
    `attribute."x' = '' OR true --"=="y"`,
    `"attribute.a') IS NOT NULL OR ('1"==x`,
    `tag=in=("{a,b}","a'::text[]) OR true--")`,
    `fleet=="x') OR (1=1"`,
    `app."x' OR '1'='1".version>1.0.0`,
    String.raw`name=="$1 \\' \" ; %s ?"`,
    `attribute.hwRevision=="1); SELECT pg_sleep(9); --"`,
    `attribute.hwRevision>"NaN"`,
    `attribute.hwRevision==1e5`,
    `attribute.hwRevision>${"9".repeat(300)}`,
  ])("takes %s for nothing but text", async (query) => {
    const found = await named(query);
    expect(["", "bee cat", "cat", "ant bee cat d_g"]).toContain(found);
    if (query.startsWith("name") || query.startsWith("tag") || query.startsWith("fleet")) expect(found).toBe("");
    expect(await countSelected(getCtx().db, {}, freshnessOf(getCtx()))).toBe(4);
  });

  it("narrows the list of devices, and refuses with the place", async () => {
    const list = (q: string) => listDevices(getCtx(), { q, sort: "name" });
    expect((await list("tag==beta;attribute.ram>600")).items.map(({ name }) => name)).toEqual(["bee"]);
    await expect(list("tag=beta")).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [{ path: "q", message: expect.stringContaining("At character 4") as string }] },
    });
  });
});
