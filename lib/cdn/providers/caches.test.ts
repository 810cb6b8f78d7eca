import { readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { makeNginx } from "#lib/cdn/providers/nginx.ts";
import type { CdnProvider } from "#lib/cdn/providers/provider.ts";
import { makeVarnish } from "#lib/cdn/providers/varnish.ts";
import { readCacheState } from "#lib/cdn/rules/cache-state.ts";
import { tally } from "#lib/cdn/rules/tally.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { CacheServer, whyNoNginx, whyNoPurgeModule, whyNoVarnish, type CacheOptions } from "#lib/testing/caches.ts";

/** Hands out texts as this server does its files, and notes who asked. */
class Origin {
  readonly contents = new Map<string, string>();
  readonly asked: { method: string; url: string; headers: IncomingHttpHeaders }[] = [];
  readonly #server: Server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    this.asked.push({ method, url, headers });
    const content = this.contents.get(url);
    if (content === undefined) return void response.writeHead(404, { "cache-control": "no-store" }).end("gone");
    response.writeHead(200, {
      "cache-control": url.includes("private") ? "private" : "public, max-age=31536000, immutable",
      "content-length": Buffer.byteLength(content),
      "accept-ranges": "bytes",
    });
    response.end(method === "HEAD" ? undefined : content);
  });

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const config = loadConfig({ LOG_LEVEL: "silent" });
const path = (name: string, sha = "a") => fileAddress({ sha256: sha.repeat(64), fileName: name });

interface Kind {
  title: string;
  why: () => Promise<string | null>;
  start: (options: CacheOptions) => Promise<CacheServer>;
  open: (cache: { baseUrl: string; purgeUrl: string; key: string | null }, origin: Origin) => CdnProvider;
  /** The new content is fetched at once, so that the next client finds it. */
  refreshes: boolean;
}

const knownPaths = (origin: Origin) => (prefix: string) =>
  Promise.resolve([...origin.contents.keys()].filter((known) => known.startsWith(prefix)));

const KINDS: Kind[] = [
  {
    title: "Varnish",
    why: whyNoVarnish,
    start: (options) => CacheServer.varnish(options),
    open: (cache) => makeVarnish(config, cache),
    refreshes: false,
  },
  {
    title: "nginx with ngx_cache_purge",
    why: whyNoPurgeModule,
    start: (options) => CacheServer.nginx(options, "purge"),
    open: (cache, origin) => makeNginx(config, cache, knownPaths(origin)),
    refreshes: false,
  },
  {
    title: "nginx without modules",
    why: whyNoNginx,
    start: (options) => CacheServer.nginx(options, "refresh"),
    open: (cache, origin) => makeNginx(config, cache, knownPaths(origin)),
    refreshes: true,
  },
];

for (const kind of KINDS) {
  const reason = await kind.why();
  describe.skipIf(reason !== null)(reason ? `${kind.title} (skipped: ${reason})` : `A real ${kind.title}`, () => {
    const origin = new Origin();
    let originPort = 0;
    let cache: CacheServer;
    let provider: CdnProvider;

    beforeAll(async () => {
      originPort = await origin.start();
      cache = await kind.start({ originPort });
      provider = kind.open({ baseUrl: cache.url, purgeUrl: cache.url, key: null }, origin);
    });
    afterAll(async () => {
      await cache.stop();
      origin.stop();
    });
    beforeEach(() => {
      origin.contents.clear();
      origin.asked.length = 0;
    });

    const get = async (at: string, init: RequestInit = {}) => {
      const response = await fetch(`${cache.url}${at}`, init);
      const state = readCacheState((name) => response.headers.get(name) ?? undefined);
      return { status: response.status, text: await response.text(), state };
    };

    it("misses, hits, forgets, and then hands out the new content", async () => {
      const at = path("one.bin");
      origin.contents.set(at, "old");
      expect(await get(at)).toEqual({ status: 200, text: "old", state: "miss" });
      expect(await get(at)).toEqual({ status: 200, text: "old", state: "hit" });
      origin.contents.set(at, "new");
      expect(await get(at)).toMatchObject({ text: "old", state: "hit" });
      await provider.purge({ paths: [at], reference: "1" });
      expect(await get(at)).toEqual({ status: 200, text: "new", state: kind.refreshes ? "hit" : "miss" });
    });

    it("hands out no more what was deleted", async () => {
      const at = path("deleted.bin");
      origin.contents.set(at, "here");
      await get(at);
      origin.contents.delete(at);
      expect((await get(at)).status).toBe(200);
      await provider.purge({ paths: [at], reference: "1" });
      expect((await get(at)).status).toBe(404);
      origin.contents.set(at, "back");
      await expect.poll(() => get(at), { timeout: 5_000 }).toMatchObject({ status: 200, text: "back" });
    });

    it("forgets what it does not have without complaint, and the same twice", async () => {
      await provider.purge({ paths: [path("never.bin"), path("never.bin")], reference: "1" });
    });

    it("forgets by a pattern what begins so, and nothing else", async () => {
      const [one, two, other] = [path("a+b.bin"), path("a.c.bin"), path("a.bin", "b")];
      for (const at of [one, two, other]) {
        origin.contents.set(at, "old");
        await get(at);
        origin.contents.set(at, "new");
      }
      await provider.purge({ paths: [`/files/${"a".repeat(64)}/*`], reference: "1" });
      expect((await get(one)).text).toBe("new");
      expect((await get(two)).text).toBe("new");
      expect(await get(other)).toMatchObject({ text: "old", state: "hit" });
    });

    it("keeps the file that it was asked for by a HEAD alone, as it is warmed up", async () => {
      const at = path("warm.bin");
      origin.contents.set(at, "warm");
      await get(at, { method: "HEAD" });
      expect(await get(at)).toMatchObject({ text: "warm", state: "hit" });
    });

    it("asks once, however many ask it, without anybody's credentials, and says that it is a cache", async () => {
      const at = path("once.bin");
      origin.contents.set(at, "once");
      await Promise.all(
        Array.from({ length: 5 }, () => get(at, { headers: { authorization: "Bearer x", cookie: "a=b" } })),
      );
      const asked = origin.asked.filter(({ url }) => url === at);
      expect(asked).toHaveLength(1);
      expect(asked[0]?.headers).not.toHaveProperty("cookie");
      expect(asked[0]?.headers.authorization ?? "").toBe("");
      expect(asked[0]?.headers).toHaveProperty("cdn-loop");
    });

    it("does not keep what is private, nor what is not there", async () => {
      const at = path("private.bin");
      origin.contents.set(at, "secret");
      await get(at);
      expect((await get(at)).state).not.toBe("hit");
      expect((await get(path("missing.bin"))).status).toBe(404);
      origin.contents.set(path("missing.bin"), "there");
      expect((await get(path("missing.bin"))).status).toBe(200);
    });

    it("cannot mix up two contents of one name: their addresses differ", async () => {
      const [old, replaced] = [path("app.bin", "c"), path("app.bin", "d")];
      origin.contents.set(old, "1.0").set(replaced, "2.0");
      await get(old);
      expect(replaced).not.toBe(old);
      expect((await get(replaced)).text).toBe("2.0");
    });

    it("writes a log from which its downloads, hits and misses are read", async () => {
      // Varnish's log is written by a program of its own, which sees only what comes after it has begun to look.
      const begun = async () => {
        await get(path("begun.bin", "f"));
        return readFile(cache.accessLog, "utf8").catch(() => "");
      };
      await expect.poll(begun, { timeout: 30_000 }).toContain("begun.bin");
      const at = path("logged.bin", "e");
      origin.contents.set(at, "logged");
      await get(at, { method: "HEAD", headers: { "user-agent": "slipway-cdn" } });
      await get(at);
      await get(at, { headers: { range: "bytes=0-2" } });
      const other = path("missed.bin", "e");
      origin.contents.set(other, "missed");
      await get(other);
      const readLog = async () => {
        const lines = (await readFile(cache.accessLog, "utf8")).split("\n");
        return tally(lines, "combined", "").days.filter(({ sha256 }) => sha256 === "e".repeat(64));
      };
      await expect
        .poll(readLog, { timeout: 10_000 })
        .toEqual([
          expect.objectContaining({ fileName: "logged.bin", downloads: 1, bytes: 9, hits: 2, misses: 0 }),
          expect.objectContaining({ fileName: "missed.bin", downloads: 1, bytes: 6, hits: 0, misses: 1 }),
        ]);
    });

    it("that is not there says so, and may be tried again", async () => {
      const away = kind.open({ baseUrl: cache.url, purgeUrl: "http://127.0.0.1:9", key: null }, origin);
      await expect(away.purge({ paths: [path("x")], reference: "1" })).rejects.toMatchObject({ isFinal: false });
    });

    it("with a key forgets for those who know it", async () => {
      const locked = await kind.start({ originPort: originPort, key: "s3cret" });
      const address = { baseUrl: locked.url, purgeUrl: locked.url };
      const at = path("locked.bin");
      const read = async () => (await fetch(`${locked.url}${at}`)).text();
      try {
        origin.contents.set(at, "old");
        await read();
        origin.contents.set(at, "new");
        const stranger = kind.open({ ...address, key: "wrong" }, origin);
        await expect(stranger.purge({ paths: [at], reference: "1" })).rejects.toMatchObject({ isFinal: true });
        expect(await read()).toBe("old");
        await kind.open({ ...address, key: "s3cret" }, origin).purge({ paths: [at], reference: "1" });
        expect(await read()).toBe("new");
      } finally {
        await locked.stop();
      }
    });
  });
}
