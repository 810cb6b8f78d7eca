import { afterAll, beforeAll, expect, it } from "vitest";
import { createRegion } from "#lib/cdn/create-region.ts";
import { flushDownloads } from "#lib/cdn/count-downloads.ts";
import { distributeFiles } from "#lib/cdn/distribute-files.ts";
import { findDistribution } from "#lib/cdn/find-distribution.ts";
import { invalidateFile } from "#lib/cdn/invalidate.ts";
import { CacheServer, whyNoNginx, whyNoPurgeModule, whyNoVarnish } from "#lib/testing/caches.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { content, FileWorld } from "#lib/testing/file-world.ts";
import { TestGateway } from "#lib/testing/gateway.ts";

const KINDS = [
  { title: "Varnish", provider: "varnish", why: await whyNoVarnish(), start: CacheServer.varnish.bind(CacheServer) },
  {
    title: "nginx with ngx_cache_purge",
    provider: "nginx",
    why: await whyNoPurgeModule(),
    start: (options: { originPort: number }) => CacheServer.nginx(options, "purge"),
  },
  {
    title: "nginx without modules",
    provider: "nginx",
    why: await whyNoNginx(),
    start: (options: { originPort: number }) => CacheServer.nginx(options, "refresh"),
  },
];

/** The whole way with real parts: this server's own answers, kept and forgotten by a real cache. */
for (const { title, provider, why, start } of KINDS) {
  describeWithDatabase(why ? `Behind ${title} (skipped: ${why})` : `Behind a real ${title}`, (getCtx) => {
    const region = "real";
    let gateway: TestGateway;
    let world: FileWorld;
    let cache: CacheServer;
    let fileId = "";
    let url = "";

    beforeAll(async () => {
      if (why) return;
      world = await FileWorld.with(getCtx());
      gateway = await TestGateway.open(getCtx(), { uploadDir: world.uploadDir });
      cache = await start({ originPort: gateway.port });
      await createRegion(getCtx(), { name: region, provider, baseUrl: cache.url });
      fileId = (await getCtx().db.file.findFirstOrThrow()).id;
    });
    afterAll(async () => {
      if (why) return;
      await cache.stop();
      await gateway.close();
      await world.close();
    });

    const place = async () =>
      (await findDistribution(getCtx(), { fileId })).items.find((item) => item.region === region);
    const countAsked = async () => {
      await flushDownloads(getCtx());
      return getCtx().db.fileDay.count();
    };

    it.skipIf(why !== null)("a file is brought there whole, and handed out from there in parts as well", async () => {
      await distributeFiles(getCtx());
      expect(await place()).toMatchObject({ state: "distributed", error: null });
      url = (await place())?.url ?? "";
      const whole = await fetch(url);
      expect(whole.headers.get("x-cache")).toBe("HIT");
      expect(whole.headers.get("cache-control")).toContain("immutable");
      expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
      const part = await fetch(url, { headers: { range: "bytes=100-199" } });
      expect([part.status, part.headers.get("x-cache")]).toEqual([206, "HIT"]);
      expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true);
      expect(await countAsked(), "what a cache fetches is nobody's download").toBe(0);
    });

    it.skipIf(why !== null)("an invalidated one is forgotten and brought there again", async () => {
      await invalidateFile(getCtx(), { fileId });
      expect((await place())?.state).toBe("invalidating");
      await distributeFiles(getCtx());
      expect((await place())?.state).toBe("distributed");
      expect((await fetch(url, { method: "HEAD" })).headers.get("x-cache")).toBe("HIT");
    });

    it.skipIf(why !== null)("a deleted one is gone from there too", async () => {
      await getCtx().db.file.delete({ where: { id: fileId } });
      expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
      await distributeFiles(getCtx());
      expect((await place())?.state).toBe("removed");
      expect((await fetch(url)).status).toBe(404);
    });
  });
}
