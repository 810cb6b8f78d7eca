// Which of hawkBit's three ways to authenticate lets a device in?
import type { HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";

/** What a request brings to prove who sent it. */
export interface Credentials {
  authorization: string | null;
  /** Headers of a proxy count only where the operator trusts it. */
  isTrustedProxy: boolean;
  header: (name: string) => string | null;
}

export type Admission =
  /** The device's own token: compare it with what is kept of it. */
  | { kind: "targetToken"; token: string }
  /** The tenant's token, compared already: good for devices that are not known yet. */
  | { kind: "gatewayToken" }
  /** A proxy vouches for the device, known or not. */
  | { kind: "proxy" };

/** Compares two secrets in constant time. */
export type Compare = (left: string, right: string) => boolean;

/** Lists the ways in which a request may be let in, in hawkBit's order; a target token is still to be compared. */
export function admissionsOf(
  settings: HawkbitSettings,
  controllerId: string,
  credentials: Credentials,
  areEqual: Compare,
): Admission[] {
  const admissions: Admission[] = [];
  if (settings.header.enabled && isVouchedFor(settings, controllerId, credentials)) admissions.push({ kind: "proxy" });
  const targetToken = tokenOf(credentials, "TargetToken ");
  if (settings.targetToken.enabled && targetToken !== null)
    admissions.push({ kind: "targetToken", token: targetToken });
  const { enabled, key } = settings.gatewayToken;
  const gatewayToken = tokenOf(credentials, "GatewayToken ");
  if (enabled && key !== null && gatewayToken !== null && areEqual(gatewayToken, key)) {
    admissions.push({ kind: "gatewayToken" });
  }
  return admissions;
}

// The word is case-sensitive in hawkBit.
function tokenOf({ authorization }: Credentials, scheme: string): string | null {
  const token = authorization?.startsWith(scheme) === true ? authorization.slice(scheme.length).trim() : "";
  return token === "" ? null : token;
}

function isVouchedFor({ header }: HawkbitSettings, controllerId: string, credentials: Credentials): boolean {
  if (!credentials.isTrustedProxy || credentials.header("x-controller-id") !== controllerId) return false;
  return issuersOf(credentials).some((issuer) => header.authorities.includes(issuer));
}

/** From X-Authority, or X-Authority-0, -1 and so on up to the first gap; counting may begin at 1. */
function issuersOf({ header }: Credentials): string[] {
  const values = [header("x-authority") ?? ""];
  for (let index = header("x-authority-0") ? 0 : 1; ; index++) {
    const value = header(`x-authority-${index}`);
    if (!value) break;
    values.push(value);
  }
  return values
    .flatMap((value) => value.split(/[,;]/))
    .map((issuer) => issuer.trim().toLowerCase())
    .filter((issuer) => issuer !== "");
}
