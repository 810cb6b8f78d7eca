import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "#lib/kernel/config.ts";
import { IMAGE_TYPES } from "#lib/registries/rules/registry-answer.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { listTags } from "#lib/registries/list-tags.ts";
import { resolveTag } from "#lib/registries/resolve-tag.ts";
import { RegistryServer } from "#lib/intake/testing/registry-server.ts";

let registry: RegistryServer;
let now = new Date("2026-11-15T12:00:00Z");
const ctx = { config: loadConfig({}), clock: { now: () => now } };

beforeEach(async () => {
  now = new Date("2026-11-15T12:00:00Z");
  registry = await new RegistryServer().start();
});
afterEach(() => registry.stop());

function access(part: Partial<RegistryAccess> = {}): RegistryAccess {
  const host = registry.host;
  return { host, isInsecure: true, reach: "named", credentials: null, insecureHosts: new Set([host]), ...part };
}

const resolve = (tag: string, part: Partial<RegistryAccess> = {}, knownDigest: string | null = null) =>
  resolveTag(ctx, access(part), { repository: "acme/gateway", tag, knownDigest });

describe("what a tag points to", () => {
  test("is found with one HEAD that accepts all four types", async () => {
    const digest = registry.push("acme/gateway", "1.4.2", "x");
    expect(await resolve("1.4.2")).toEqual({ kind: "found", digest, mediaType: IMAGE_TYPES[0] });
    expect(registry.requests).toMatchObject([{ method: "HEAD", accept: IMAGE_TYPES.join(", ") }]);
  });

  test("is unchanged when the asker knew it", async () => {
    const digest = registry.push("acme/gateway", "1.4.2", "x");
    expect(await resolve("1.4.2", {}, digest)).toEqual({ kind: "unchanged" });
  });

  test.each(["sendsDigest", "answersHead"] as const)("is computed from the manifest without %s", async (missing) => {
    registry[missing] = false;
    const digest = registry.push("acme/gateway", "1.4.2", "x");
    expect(await resolve("1.4.2")).toMatchObject({ kind: "found", digest });
    expect(registry.requests.map((request) => request.method)).toEqual(["HEAD", "GET"]);
  });

  test("is not believed when the digest is not the manifest's", async () => {
    registry.push("acme/gateway", "1.4.2", "x");
    registry.fault = (request, response) => {
      if (request.method === "HEAD") response.writeHead(405).end();
      else {
        const headers = { "content-type": IMAGE_TYPES[0], "docker-content-digest": `sha256:${"0".repeat(64)}` };
        response.writeHead(200, headers).end("{}");
      }
    };
    expect(await resolve("1.4.2")).toMatchObject({ kind: "unreachable", reason: expect.stringContaining("digest") });
  });

  test("is no image when it is a chart", async () => {
    registry.push("acme/gateway", "1.4.2", "x", "application/vnd.cncf.helm.chart.v1+json");
    expect(await resolve("1.4.2")).toMatchObject({ kind: "notAnImage" });
  });

  test("a missing tag and a missing repository are told apart", async () => {
    expect(await resolve("9")).toEqual({ kind: "noSuchRepository" });
    registry.push("acme/gateway", "1", "x");
    expect(await resolve("9")).toEqual({ kind: "tagNotFound" });
  });
});

describe("trouble", () => {
  test.each([500, 502, 503])("%d is an outage", async (status) => {
    registry.fault = (_, response) => response.writeHead(status).end("<html>");
    expect(await resolve("1")).toMatchObject({ kind: "unreachable", reason: expect.stringContaining(String(status)) });
  });

  test("nobody listening is an outage", async () => {
    const outcome = await resolveTag(ctx, access({ host: "127.0.0.1:1" }), { repository: "a/b", tag: "1" });
    expect(outcome).toMatchObject({ kind: "unreachable" });
  });

  test("a manifest without end is cut off", async () => {
    registry.fault = (request, response) => {
      if (request.method === "HEAD") response.writeHead(405).end();
      else response.writeHead(200, { "content-type": IMAGE_TYPES[0] }).end(Buffer.alloc(5 * 1024 * 1024));
    };
    expect(await resolve("1")).toMatchObject({ kind: "unreachable", reason: expect.stringContaining("larger") });
  });

  test("a limit closes the gate for the whole host", async () => {
    registry.fault = (_, response) => response.writeHead(429, { "retry-after": "30" }).end();
    expect(await resolve("1")).toEqual({ kind: "limited", retryAfterSeconds: 30 });
    expect(await resolve("2")).toEqual({ kind: "limited", retryAfterSeconds: 30 });
    expect(registry.requests).toHaveLength(1);
    now = new Date(now.getTime() + 31_000);
    registry.fault = null;
    registry.push("acme/gateway", "2", "x");
    expect(await resolve("2")).toMatchObject({ kind: "found" });
  });

  test("a redirect to a private host that nobody named is refused", async () => {
    const other = await new RegistryServer().start();
    other.push("acme/gateway", "1", "x");
    registry.fault = (request, response) =>
      response.writeHead(307, { location: `http://${other.host}${request.url ?? ""}` }).end();
    expect(await resolve("1")).toMatchObject({ kind: "unreachable", reason: expect.stringContaining("closed range") });
    expect(other.requests).toEqual([]);
    await other.stop();
  });

  test("a private registry that nobody named is refused", async () => {
    registry.push("acme/gateway", "1", "x");
    expect(await resolve("1", { reach: "public" })).toMatchObject({ kind: "unreachable" });
    expect(registry.requests).toEqual([]);
  });
});

describe("logging in", () => {
  const credentials = { username: "robot$acme+ci", password: "geheim" };

  test("anonymous tokens are fetched once and used again", async () => {
    registry.login = "bearer";
    registry.push("acme/gateway", "1", "x");
    registry.push("acme/gateway", "2", "y");
    expect(await resolve("1")).toMatchObject({ kind: "found" });
    expect(await resolve("2")).toMatchObject({ kind: "found" });
    expect(registry.tokensIssued).toBe(1);
    now = new Date(now.getTime() + 300_000);
    expect(await resolve("2")).toMatchObject({ kind: "found" });
    expect(registry.tokensIssued).toBe(2);
  });

  test("a remembered token that is no longer taken is replaced", async () => {
    registry.login = "bearer";
    registry.push("acme/gateway", "1", "x");
    await resolve("1");
    registry.revokeTokens();
    expect(await resolve("1")).toMatchObject({ kind: "found" });
  });

  test("credentials go to the registry's own token server", async () => {
    registry.login = "bearer";
    registry.account = credentials;
    registry.push("acme/gateway", "1", "x");
    expect(await resolve("1")).toMatchObject({ kind: "denied" });
    expect(await resolve("1", { credentials })).toMatchObject({ kind: "found" });
  });

  test("credentials do not go to a stranger's token server", async () => {
    const stranger = await new RegistryServer().start();
    const seen: (string | undefined)[] = [];
    stranger.fault = (request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"token":"t"}');
    };
    registry.fault = (_, response) =>
      response.writeHead(401, { "www-authenticate": `Bearer realm="http://${stranger.host}/token"` }).end();
    const insecureHosts = new Set([registry.host, stranger.host]);
    // Allowed by range, so that the call itself is made and its headers can be looked at.
    const open = { ...ctx, config: { ...ctx.config, outboundAllow: ["127.0.0.0/8"] } };
    await resolveTag(open, access({ credentials, insecureHosts }), { repository: "acme/gateway", tag: "1" });
    expect(seen).toEqual([undefined]);
    await stranger.stop();
  });

  test("a registry cannot send us to a private address elsewhere", async () => {
    registry.fault = (_, response) =>
      response.writeHead(401, { "www-authenticate": `Bearer realm="https://127.0.0.2:1/token"` }).end();
    expect(await resolve("1", { credentials })).toMatchObject({
      kind: "unreachable",
      reason: expect.stringContaining("closed range"),
    });
  });

  test("a token server over plain HTTP is used only when it is on the list", async () => {
    registry.login = "bearer";
    registry.push("acme/gateway", "1", "x");
    expect(await resolve("1", { insecureHosts: new Set() })).toMatchObject({
      kind: "denied",
      reason: expect.stringContaining("https"),
    });
  });

  test("plain registries get Basic credentials", async () => {
    registry.login = "basic";
    registry.account = credentials;
    registry.push("acme/gateway", "1", "x");
    expect(await resolve("1")).toMatchObject({ kind: "denied" });
    expect(await resolve("1", { credentials })).toMatchObject({ kind: "found" });
    expect(await resolve("1", { credentials: { ...credentials, password: "falsch" } })).toMatchObject({
      kind: "denied",
    });
  });

  test("a registry that refuses every token is not asked in a loop", async () => {
    registry.fault = (request, response) => {
      if (request.url?.startsWith("/token")) response.end('{"access_token":"t"}');
      else response.writeHead(401, { "www-authenticate": `Bearer realm="http://${registry.host}/token"` }).end();
    };
    expect(await resolve("1")).toMatchObject({ kind: "denied" });
    expect(registry.requests).toHaveLength(3);
  });

  test.each(["{}", "<html>", '{"token":"a\\r\\nb"}'])("a token server that answers %j is an outage", async (body) => {
    registry.fault = (request, response) => {
      if (request.url?.startsWith("/token")) response.end(body);
      else response.writeHead(401, { "www-authenticate": `Bearer realm="http://${registry.host}/token"` }).end();
    };
    expect(await resolve("1")).toMatchObject({ kind: "unreachable" });
  });
});

describe("the list of tags", () => {
  test("is read over its pages", async () => {
    for (let number = 0; number < 2500; number++) registry.push("acme/gateway", `t${number}`, "x");
    const outcome = await listTags(ctx, access(), "acme/gateway");
    expect(outcome).toMatchObject({ kind: "tags", isComplete: true });
    expect(outcome.kind === "tags" && outcome.tags.length).toBe(2500);
    expect(registry.requests).toHaveLength(3);
  });

  test("ends after ten pages", async () => {
    let served = 0;
    registry.fault = (_, response) => {
      served++;
      response.writeHead(200, { link: "<x>; rel=next" }).end(JSON.stringify({ tags: [`t${served}`] }));
    };
    expect(await listTags(ctx, access(), "acme/gateway")).toMatchObject({ kind: "tags", isComplete: false });
    expect(served).toBe(10);
  });

  test("a registry that does not page ends it", async () => {
    registry.fault = (_, response) => response.writeHead(200, { link: "<x>; rel=next" }).end('{"tags":["a"]}');
    expect(await listTags(ctx, access(), "acme/gateway")).toMatchObject({ tags: ["a"], isComplete: false });
    expect(registry.requests).toHaveLength(2);
  });

  test.each([
    ['{"tags":null}', []],
    ['{"tags":["ok","-bad",7]}', ["ok"]],
    ["<html>", []],
  ])("%s holds %j", async (body, tags) => {
    registry.fault = (_, response) => response.end(body);
    expect(await listTags(ctx, access(), "acme/gateway")).toMatchObject({ kind: "tags", tags });
  });

  test("of no repository", async () => {
    expect(await listTags(ctx, access(), "acme/none")).toEqual({ kind: "noSuchRepository" });
  });
});
