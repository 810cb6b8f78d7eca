import { createServer, request as send, type Server } from "node:http";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, hash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GenericProvider } from "electron-updater/out/providers/GenericProvider.js";
import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";
import { createDistribution } from "#lib/updates/create-distribution.ts";
import { isInside } from "#lib/updates/rules/bucket.ts";
import { readFeedFile } from "#lib/updates/rules/feed-file.ts";
import { deltaFromName } from "#lib/updates/rules/sparkle-feed.ts";
import { readFeedOperation } from "#lib/http/operations/feeds.ts";
import { serve } from "#lib/http/serve.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

describe("The address of a feed", () => {
  it.each([
    ["latest.yml", { kind: "electron", platform: "windows", architecture: null }],
    ["latest-mac.yml", { kind: "electron", platform: "macos", architecture: null }],
    ["latest-linux.yml", { kind: "electron", platform: "linux", architecture: "x64" }],
    ["latest-linux-arm64.yml", { kind: "electron", platform: "linux", architecture: "arm64" }],
    ["beta-mac.yml", { kind: "electron", platform: "macos", architecture: null }],
    ["tauri.json", { kind: "tauri" }],
    ["appcast.xml", { kind: "sparkle" }],
    ["nightly.yml", { kind: "file" }],
    ["App-1.2.0.exe.blockmap", { kind: "file" }],
  ])("%s", (name, feed) => expect(readFeedFile(name, "beta")).toEqual(feed));

  it("of a Sparkle delta tells from where it leads", () => {
    expect(deltaFromName("App2.0-1.5.delta")).toBe("1.5");
    expect(deltaFromName("App.delta")).toBeNull();
  });
});

/** Fetches for electron-updater as its own executor does, without Electron. */
const executor = {
  request(options: { protocol?: string; hostname?: string; port?: string; path?: string; headers?: object }) {
    return new Promise<string>((resolve, reject) => {
      const { hostname, port, path, headers } = options;
      send({ hostname, port, path, headers: { ...headers } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${response.statusCode}: ${text}`));
        });
      })
        .on("error", reject)
        .end();
    });
  },
};

/** Throws for anything that is no XML. */
function parseStrictly(xml: string): unknown {
  SyntaxValidator.validate(xml);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(xml);
}

/** The route over real HTTP, as Next serves it. */
async function startServer(): Promise<{ server: Server; origin: string }> {
  const handler = serve(readFeedOperation);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host ?? ""}`);
    const [, , product = "", channel = "", file = ""] = url.pathname.split("/").map(decodeURIComponent);
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    void handler(new Request(url, { headers }), { params: Promise.resolve({ product, channel, file }) }).then(
      async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describeWithDatabase("Feeds", (getCtx) => {
  let origin = "";
  let server: Server | undefined;
  beforeAll(async () => {
    useAsRuntime(getCtx());
    ({ server, origin } = await startServer());
  });
  afterAll(() => void server?.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { headers });

  function electron(world: UpdateWorld, { platform = "win32", channel = "stable", id = "" } = {}) {
    const configuration = { provider: "generic" as const, url: `${origin}/feeds/${world.slug}/${channel}` };
    const updater = { channel: null, isAddNoCacheQuery: true };
    const options = { executor, platform, isUseMultipleRangeRequest: true };
    const provider = new GenericProvider(configuration, updater as never, options as never);
    if (id !== "") provider.setRequestHeaders({ "x-user-staging-id": id });
    return provider;
  }

  it("are read by electron-updater, with hashes that hold and block maps beside the files", async () => {
    const world = await UpdateWorld.with(getCtx());
    const exe = Buffer.from("a new installer");
    await world.addVersion("1.1.0", {
      files: {
        "App Setup 1.1.0.exe": exe,
        "App Setup 1.1.0.exe.blockmap": Buffer.from("new blocks"),
        "App-1.1.0-mac.zip": Buffer.from("for macOS"),
        "App-1.1.0-arm64.AppImage": Buffer.from("for a small Linux"),
      },
    });
    const provider = electron(world);
    const info = await provider.getLatestVersion();
    expect(info).toMatchObject({ version: "1.1.0", sha512: hash("sha512", exe, "base64") });
    expect(info.stagingPercentage).toBeUndefined();
    const [file] = provider.resolveFiles(info);
    expect(await (await fetch(file!.url)).text()).toBe("a new installer");
    const [oldMap, newMap] = await provider.getBlockMapFiles(file!.url, "1.0.0", "1.1.0");
    expect(await (await fetch(newMap!)).text()).toBe("new blocks");
    expect((await fetch(oldMap!)).status).toBe(404);
    expect((await electron(world, { platform: "darwin" }).getLatestVersion()).files[0]?.url).toBe("App-1.1.0-mac.zip");
    await expect(electron(world, { platform: "linux" }).getLatestVersion()).rejects.toThrow("404");
  });

  it("show each electron client its share", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx);
    for (const version of ["1.0.0", "1.1.0"]) {
      await world.addVersion(version, { files: { [`App-${version}.exe`]: Buffer.from(version) } });
    }
    const input = { productId: world.slug, channel: "stable", version: "1.1.0", strategy: "gradual", percent: 50 };
    const { id } = await createDistribution(ctx, input);
    for (const client of ["one", "two", "three", "four", "five"]) {
      const { version } = await electron(world, { id: client }).getLatestVersion();
      expect(version).toBe(isInside(client, id, 50) ? "1.1.0" : "1.0.0");
    }
    expect((await get(`/feeds/${world.slug}/stable/latest.yml`)).headers.get("cache-control")).toBe(
      "private, no-cache",
    );
  });

  it("are kept by caches, and answered with 304", async () => {
    const world = await UpdateWorld.with(getCtx());
    await world.addVersion("1.0.0", { files: { "App-1.0.0.exe": Buffer.from("one") } });
    const path = `/feeds/${world.slug}/stable/latest.yml`;
    const first = await get(path);
    expect(first.headers.get("cache-control")).toBe("public, max-age=60");
    const again = await get(path, { "if-none-match": first.headers.get("etag") ?? "" });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await get(`/feeds/${world.slug}/nightly/latest.yml`)).status).toBe(404);
    expect((await get("/feeds/nobody/stable/latest.yml")).status).toBe(404);
  });

  it("tell Tauri one file or all of them, each with its signature", async () => {
    const world = await UpdateWorld.with(getCtx());
    await world.addVersion("2.0.0", {
      files: {
        "app_2.0.0_x64.app.tar.gz": Buffer.from("mac"),
        "app_2.0.0_x64.app.tar.gz.sig": Buffer.from("signature of mac\n"),
        "app_2.0.0_amd64.AppImage": Buffer.from("linux"),
        "app_2.0.0_amd64.AppImage.sig": Buffer.from("signature of linux"),
        "app_2.0.0_x64.exe": Buffer.from("not signed"),
      },
    });
    const base = `/feeds/${world.slug}/stable/tauri.json`;
    const all = (await (await get(base)).json()) as {
      version: string;
      platforms: Record<string, { signature: string }>;
    };
    expect(all.version).toBe("2.0.0");
    expect(Object.keys(all.platforms).sort()).toEqual(["darwin-x86_64", "linux-x86_64"]);
    const one = await get(`${base}?target=darwin&arch=x86_64&current_version=1.0.0`);
    expect(await one.json()).toMatchObject({ version: "2.0.0", signature: "signature of mac" });
    expect((await get(`${base}?target=darwin&arch=x86_64&current_version=2.0.0`)).status).toBe(204);
    expect((await get(`${base}?target=windows&arch=x86_64&current_version=1.0.0`)).status).toBe(204);
    expect((await get(`${base}?target=darwin&arch=x86_64&current_version=old`)).status).toBe(400);
  });

  it("tell Sparkle what is signed, in XML that holds", async () => {
    const ctx = getCtx();
    const { privateKey } = generateKeyPairSync("ed25519");
    const dmg = Buffer.from("a disk image");
    const signature = sign(null, dmg, privateKey).toString("base64");
    const world = await UpdateWorld.with(ctx);
    const versionId = await world.addVersion("3.0.0-beta.1", {
      files: {
        "App-3.0.0-beta.1.dmg": dmg,
        "App-3.0.0-beta.1.dmg.sig": Buffer.from(signature),
        "App300-200.delta": Buffer.from("a delta"),
      },
    });
    const releaseNotes = "Faster & <smaller>, ]]> even in here.";
    const unwritable = "\u0001\u000b\uffff";
    await ctx.db.version.update({ where: { id: versionId }, data: { releaseNotes: releaseNotes + unwritable } });
    await ctx.db.file.updateMany({
      where: { versionId, fileName: "App-3.0.0-beta.1.dmg" },
      data: { metadata: { bundleVersion: "300", minimumSystemVersion: "13.0" } },
    });
    const answer = await get(`/feeds/${world.slug}/beta/appcast.xml`);
    expect(answer.headers.get("content-type")).toContain("application/rss+xml");
    const xml = await answer.text();
    const { rss } = parseStrictly(xml) as {
      rss: { channel: { item: Record<string, never> & { enclosure: Record<string, string> } } };
    };
    const { item } = rss.channel;
    expect(item).toMatchObject({
      "sparkle:version": 300,
      "sparkle:shortVersionString": "3.0.0-beta.1",
      "sparkle:channel": "beta",
      "sparkle:minimumSystemVersion": 13,
      description: { "#text": releaseNotes },
      "sparkle:deltas": { enclosure: { "@sparkle:deltaFrom": "200", "@length": "7" } },
    });
    const downloaded = dmg.subarray(0, Number(item.enclosure["@length"]));
    const publicKey = createPublicKey(createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })));
    const given = Buffer.from(item.enclosure["@sparkle:edSignature"] ?? "", "base64");
    expect(verify(null, downloaded, publicKey, given)).toBe(true);
    const empty = await UpdateWorld.with(ctx);
    const none = parseStrictly(await (await get(`/feeds/${empty.slug}/stable/appcast.xml`)).text());
    expect(none).toMatchObject({ rss: { channel: { title: empty.slug } } });
  });

  it("of private products are for those who may know them", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0");
    await ctx.db.product.update({ where: { id: world.productId }, data: { isPrivate: true } });
    expect((await get(`/feeds/${world.slug}/stable/appcast.xml`)).status).toBe(401);
  });
});
