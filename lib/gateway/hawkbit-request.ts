import type { IncomingMessage } from "node:http";
import { readJson } from "#lib/gateway/body.ts";
import { addressOf, originOf, peerOf, readHeader } from "#lib/gateway/caller.ts";
import type { HawkbitRequest } from "#lib/hawkbit/exchange.ts";
import type { Config } from "#lib/kernel/config.ts";

/** A client may post its whole log at once; what is too long for us is cut when it is understood. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Makes of Node's request what hawkBit's interfaces ask for. Its links lead through the proxy that the caller came by. */
export function toHawkbitRequest(
  request: IncomingMessage,
  { segments, query }: { segments: readonly string[]; query: URLSearchParams },
  config: Config,
): HawkbitRequest {
  return {
    method: request.method ?? "GET",
    segments,
    query,
    header: (name) => readHeader(request, name),
    readJson: () => readJson(request, BODY_BYTES_MAX),
    body: request,
    origin: originOf(request, config),
    remoteAddress: addressOf(request, config),
    isTrustedProxy: peerOf(request, config).isTrustedProxy,
  };
}

/** hawkBit speaks HAL unless a client asks for plain JSON, as those in C do. */
export function hawkbitMediaType(accept: string | undefined): string {
  const wantsPlain = accept?.includes("application/json") === true && !accept.includes("application/hal+json");
  return wantsPlain ? "application/json" : "application/hal+json";
}
