// What does somebody paste on a device so that it finds this server? Texts for the clients that are known.

export interface HawkbitCredentials {
  /** This server, without a slash at the end. */
  origin: string;
  tenant: string;
  controllerId: string;
  /** The token of this one device, or that of the whole tenant. */
  token: { kind: "target" | "gateway"; value: string };
}

const TOKEN_FILE = "/etc/slipway/enrollment-token";

/** Puts the enrollment token where the agent reads it, and nobody else. */
export function storeToken(token: string): string {
  return [
    "sudo install -d -m 700 /etc/slipway",
    `printf %s '${token}' | sudo install -m 600 /dev/stdin ${TOKEN_FILE}`,
  ].join("\n");
}

/** Runs the agent on a host with Docker or Podman. */
export function runAgent(origin: string): string {
  return [
    `sudo npx slipway agent --server ${origin} \\`,
    `  --enrollment-token-file ${TOKEN_FILE} --name "$(hostname)"`,
  ].join("\n");
}

/** Runs the agent on a host without containers. */
export function runFilesAgent(origin: string): string {
  return [
    `sudo npx slipway agent --server ${origin} \\`,
    `  --enrollment-token-file ${TOKEN_FILE} --name "$(hostname)" \\`,
    "  --driver files --apply-script /usr/local/sbin/apply-release",
  ].join("\n");
}

/** Enrolls without the agent, for clients that speak the protocol themselves. */
export function enrollByHand(origin: string, token: string): string {
  return [
    `curl -X POST ${origin}/api/v1/devices/enroll \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H "Idempotency-Key: $(cat /etc/machine-id)" \\`,
    `  -d "{\\"name\\": \\"$(hostname)\\"}"`,
  ].join("\n");
}

/** The part of swupdate.cfg that speaks to the server. */
export function swupdateConfig({ origin, tenant, controllerId, token }: HawkbitCredentials): string {
  return [
    "suricatta :",
    "{",
    `  tenant       = ${quoted(tenant)};`,
    `  id           = ${quoted(controllerId)};`,
    `  url          = ${quoted(origin)};`,
    `  ${token.kind}token${" ".repeat(7 - token.kind.length)} = ${quoted(token.value)};`,
    "  polldelay    = 60;",
    "  retry        = 5;",
    "  retrywait    = 30;",
    "};",
  ].join("\n");
}

/** Starts SWUpdate with that file. What the hardware is, stands in its images. */
export const RUN_SWUPDATE = 'swupdate -f /etc/swupdate.cfg -H BOARD:REVISION -u "-e"';

/** The configuration of rauc-hawkbit-updater. It wants an attribute at least. */
export function raucConfig({ origin, tenant, controllerId, token }: HawkbitCredentials): string {
  const { protocol, host } = new URL(origin);
  return [
    "[client]",
    `hawkbit_server           = ${host}`,
    `ssl                      = ${protocol === "https:"}`,
    `tenant_id                = ${tenant}`,
    `target_name              = ${controllerId}`,
    token.kind === "target" ? `auth_token               = ${token.value}` : `gateway_token            = ${token.value}`,
    "bundle_download_location = /tmp/bundle.raucb",
    "resume_downloads         = true",
    "",
    "[device]",
    "client                   = rauc-hawkbit-updater",
  ].join("\n");
}

export const RUN_RAUC = "rauc-hawkbit-updater -s -c /etc/rauc-hawkbit-updater/config.conf";

/** A tenant may have letters, digits, - and _ only. */
export function suggestTenant(fleetName: string): string {
  return fleetName
    .toUpperCase()
    .replaceAll(/[^A-Z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
}

/** As libconfig writes texts. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
