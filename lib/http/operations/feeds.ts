import { z } from "zod";
import { fileResponse } from "#lib/http/file-response.ts";
import { defineOperation, type RequestFacts } from "#lib/http/operation.ts";
import { fromDatabase } from "#lib/updates/check.ts";
import { readFeed, type FeedAnswer } from "#lib/updates/feeds/read-feed.ts";
import { normalizeArchitecture, normalizePlatform } from "#lib/updates/rules/platform.ts";
import { entityTagOf, hasAlready } from "#lib/wire/entity-tag.ts";

/** So long may caches answer in our place, where every client is told the same. */
const CACHED_SECONDS = 60;
/** What answers depend on besides the address. */
const VARY = "x-user-staging-id, x-client-id, x-current-version, authorization";

const text = z.string().max(128).optional();

export const readFeedOperation = defineOperation({
  id: "readFeed",
  method: "GET",
  path: "/feeds/{product}/{channel}/{file}",
  tag: "Updates",
  summary: "Read a feed as updaters of apps do, or a file that it names",
  description:
    "latest.yml, latest-mac.yml and latest-linux.yml for electron-updater, tauri.json for Tauri (with target and arch for " +
    "one client, without for all), appcast.xml for Sparkle. A client that names itself by client, or as electron-updater " +
    "does by X-User-Staging-Id, always stands in the same place when a version is offered to a share.",
  auth: "client",
  query: z.object({
    client: text.describe("How the client is told apart from others"),
    currentVersion: text.describe("What it runs; also as current_version, appVersion, or X-Current-Version"),
    target: text.describe("Its platform: linux, darwin, windows"),
    arch: text.describe("Its architecture: x86_64, aarch64, …"),
  }),
  response: z.string(),
  produces: "text/plain",
  otherAnswers: { 204: "There is nothing newer (Tauri)", 206: "A part of a file", 304: "The caller has it already" },
  frequent: true,
  run: async (ctx, input, request) => {
    const question = {
      product: String(input.product),
      channel: String(input.channel),
      file: String(input.file),
      client: readClient(request),
      origin: request.origin,
    };
    const answer = await readFeed(ctx, question, fromDatabase(ctx));
    if (answer.kind === "file") return fileResponse(request, answer.file, ctx);
    return answer.kind === "nothing" ? new Response(null, { status: 204 }) : respond(answer, request.headers);
  },
});

function readClient({ headers, url, remoteAddress }: RequestFacts) {
  const asked = (...names: string[]) =>
    names.map((name) => url.searchParams.get(name) ?? headers.get(`x-${name}`)).find((value) => value) ?? null;
  const platform = asked("target");
  const architecture = asked("arch");
  return {
    clientId: asked("client", "client-id", "user-staging-id")?.slice(0, 128) ?? null,
    currentVersion: asked("currentVersion", "current_version", "appVersion", "current-version"),
    platform: platform === null ? null : normalizePlatform(platform),
    architecture: architecture === null ? null : normalizeArchitecture(architecture),
    address: remoteAddress,
  };
}

function respond({ body, mediaType, isSameForAll }: Extract<FeedAnswer, { kind: "text" }>, headers: Headers): Response {
  const etag = entityTagOf(body);
  const sent = {
    etag,
    vary: VARY,
    "cache-control": isSameForAll ? `public, max-age=${CACHED_SECONDS}` : "private, no-cache",
  };
  if (hasAlready(headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers: sent });
  return new Response(body, { headers: { ...sent, "content-type": mediaType } });
}

export const feedsOperations = [readFeedOperation];
