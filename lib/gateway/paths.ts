const CONTROLLER = "/controller/v1/";

const UPDATE_CHECK = "/api/distribution/updates/check";

/**
 * Says whether a request is the gateway's: of a device, a program that asks for updates, or hawkBit's management API.
 * Everything else is a page's, and so is an update check of somebody who is signed in.
 */
export function isGatewayPath(method: string | undefined, target: string, hasCookie = false): boolean {
  if (method === "POST" && target === UPDATE_CHECK) return !hasCookie;
  if (target.startsWith("/api/v1/device/") || target.startsWith("/rest/v1/")) return true;
  // Clients of hawkBit ask so whether the server is there.
  if (method === "HEAD" && target === "/") return true;
  return target.startsWith(CONTROLLER, target.indexOf("/", 1));
}
