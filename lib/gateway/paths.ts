const CONTROLLER = "/controller/v1/";

/** Says whether a request is the gateway's: of a device, or of hawkBit's management API. Everything else is a page's. */
export function isGatewayPath(method: string | undefined, target: string): boolean {
  if (target.startsWith("/api/v1/device/") || target.startsWith("/rest/v1/")) return true;
  // Clients of hawkBit ask so whether the server is there.
  if (method === "HEAD" && target === "/") return true;
  return target.startsWith(CONTROLLER, target.indexOf("/", 1));
}
