import { FILE_ADDRESS_PREFIX } from "#lib/artifacts/rules/file-address.ts";

const CONTROLLER = "/controller/v1/";

export const UPDATE_CHECK = "/api/distribution/updates/check";

/**
 * Says whether a request is the gateway's: of a device, a program that asks for updates or fetches a file, or hawkBit's
 * management API. Everything else is a page's, and so is what somebody asks who is signed in.
 */
export function isGatewayPath(method: string | undefined, target: string, hasCookie = false): boolean {
  if (method === "POST" && target === UPDATE_CHECK) return !hasCookie;
  if (target.startsWith(FILE_ADDRESS_PREFIX)) return !hasCookie;
  if (target.startsWith("/api/v1/device/") || target.startsWith("/rest/v1/")) return true;
  // Clients of hawkBit ask so whether the server is there.
  if (method === "HEAD" && target === "/") return true;
  return target.startsWith(CONTROLLER, target.indexOf("/", 1));
}
