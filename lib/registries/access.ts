import type { Reach } from "#lib/outbound/rules/address.ts";
import { DOCKER_HUB } from "#lib/products/rules/image.ts";

/** All that is needed to ask one registry. */
export interface RegistryAccess {
  /** As in image names: docker.io, not registry-1.docker.io. */
  host: string;
  /** An operator named it for plain HTTP. */
  isInsecure: boolean;
  /** `named` when an operator configured it: then it may live in a private network. */
  reach: Reach;
  credentials: Credentials | null;
  /** Hosts that may be spoken to over plain HTTP: a token server must be https or one of these. */
  insecureHosts: ReadonlySet<string>;
}

export interface Credentials {
  username: string;
  password: string;
}

/** The address under which a registry's API answers. */
export function apiOrigin(access: RegistryAccess): string {
  const host = access.host === DOCKER_HUB ? "registry-1.docker.io" : access.host;
  return `${access.isInsecure ? "http" : "https"}://${host}`;
}

export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
