import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { KEY_BYTES } from "#lib/gateway/byte-index.ts";
import { bearerOf } from "#lib/gateway/admit-native.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import { findQuietDdiAnswer } from "#lib/gateway/quiet-ddi.ts";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";
import type { TaggedBody } from "#lib/gateway/quiet-bodies.ts";
import { noteSighting } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { writeUuid } from "#lib/gateway/uuid-bytes.ts";
import { countRequest, timeRequest } from "#lib/wire/metrics.ts";
import { hasAlready } from "#lib/wire/entity-tag.ts";

const DEVICE = "/api/v1/device/";
const STATE = "/state";
const UUID_LENGTH = 36;
const CONTROLLER = "/controller/v1/";
const JSON_TYPE = "application/json; charset=utf-8";

/**
 * Answers a poll for which memory has the whole answer, "nothing new", and says whether it did. These are nearly all
 * requests that a fleet ever sends, so they take the shortest way there is: one look into the table and one write.
 * Whatever is unusual in the least is left to the routes.
 */
export function answerQuietly(around: Surroundings, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== "GET" || !around.news.isInStep || around.load.pressure.isTooMuch) return false;
  const startedAt = performance.now();
  const target = request.url ?? "";
  if (target.startsWith(DEVICE)) {
    const tagged = findNative(around, request, target);
    return tagged !== null && send(request, response, tagged, { type: JSON_TYPE, operation: "tellState", startedAt });
  }
  const name = parseDdiTarget(target);
  const found = name && findQuietDdiAnswer(around, request, name);
  if (!found) return false;
  return send(request, response, found.tagged, { type: found.mediaType, operation: "ddi", startedAt });
}

const scratch = new Uint8Array(KEY_BYTES);

function findNative(around: Surroundings, request: IncomingMessage, target: string): TaggedBody | null {
  const { limits, runtime, bodies, load } = around;
  const { table } = around.memory;
  if (target.length !== DEVICE.length + UUID_LENGTH + STATE.length || !target.endsWith(STATE)) return null;
  const uuid = target.slice(DEVICE.length, DEVICE.length + UUID_LENGTH);
  if (!writeUuid(uuid, scratch)) return null;
  const slot = table.find(scratch);
  if (slot < 0 || !table.isQuiet(slot)) return null;
  const token = bearerOf(request.headers.authorization);
  if (token === null || !table.hasToken(slot, hash("sha256", token, "buffer"))) return null;
  if (!limits.admits(table, slot)) return null;
  const deviceId = uuid.toLowerCase();
  const usualSeconds = (table.pollSeconds(slot) ?? runtime.config.pollSeconds) * load.pressure.stretch;
  noteSighting(around, { slot, deviceId, address: addressOf(request, runtime.config), usualSeconds });
  return bodies.get(table.appsJson(slot), pollSeconds({ deviceId, usualSeconds, isAwaited: false }));
}

/** `/TENANT/controller/v1/ID` without anything that would have to be decoded; null for every other address. */
function parseDdiTarget(target: string): { tenant: string; controllerId: string } | null {
  const second = target.indexOf("/", 1);
  if (!target.startsWith(CONTROLLER, second)) return null;
  const controllerId = target.slice(second + CONTROLLER.length);
  if (controllerId === "" || /[/?%#]/.test(controllerId)) return null;
  const tenant = target.slice(1, second);
  return tenant.includes("%") ? null : { tenant, controllerId };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { body, etag, length, encoding }: TaggedBody,
  { type, operation, startedAt }: { type: string; operation: string; startedAt: number },
): true {
  const isKnown = hasAlready(request.headers["if-none-match"], etag);
  // No request id: nothing is logged of a quiet poll that it could be looked up in.
  const headers = ["etag", etag, "cache-control", "private, no-cache"];
  if (isKnown) response.writeHead(304, headers).end();
  else {
    headers.push("content-type", type, "content-length", length);
    response.writeHead(200, headers).end(body, encoding);
  }
  countRequest(operation, "GET", isKnown ? 304 : 200);
  timeRequest(operation, (performance.now() - startedAt) / 1000);
  return true;
}
