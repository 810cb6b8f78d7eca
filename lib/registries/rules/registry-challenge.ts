import { DOCKER_HUB, normalizeHost } from "#lib/products/rules/image.ts";

// How does a registry want to be asked, and whom may we tell the password?

export type Challenge =
  { scheme: "bearer"; realm: string; service: string | null; scopes: string[] } | { scheme: "basic" };

/** Reads WWW-Authenticate, which may hold several challenges. Bearer is preferred; null when there is none we know. */
export function parseChallenge(header: string | null): Challenge | null {
  const challenges = splitChallenges(header ?? "");
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.get("realm"));
  if (bearer) {
    return {
      scheme: "bearer",
      realm: bearer.parameters.get("realm") ?? "",
      service: bearer.parameters.get("service") ?? null,
      scopes: (bearer.parameters.get("scope") ?? "").split(" ").filter(Boolean),
    };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : null;
}

interface RawChallenge {
  scheme: string;
  parameters: Map<string, string>;
}

/** A scheme is a word without `=`; a parameter is name=value, the value a token or a quoted text with commas in it. */
const PIECE =
  /\s*,?\s*(?:([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([A-Za-z0-9!#$%&'*+.^_`|~-]+))/y;

function splitChallenges(header: string): RawChallenge[] {
  const challenges: RawChallenge[] = [];
  const piece = new RegExp(PIECE);
  for (let match = piece.exec(header); match; match = piece.exec(header)) {
    const [, name, quoted, bare, scheme] = match;
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else if (name !== undefined) {
      const value = quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "";
      challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
  }
  return challenges;
}

/** Token servers that belong to a registry without a common name. */
const KNOWN_PAIRS: Readonly<Record<string, string>> = {
  [DOCKER_HUB]: "auth.docker.io",
  "registry.gitlab.com": "gitlab.com",
};

/** Domains under which strangers are neighbors. */
const SHARED_DOMAINS: ReadonlySet<string> = new Set(["azurecr.io", "jfrog.io", "amazonaws.com", "pkg.dev"]);

/** Says whether a token server may be given the registry's credentials. */
export function realmBelongsTo(realmHost: string, registryHost: string): boolean {
  const realm = normalizeHost(realmHost);
  const registry = normalizeHost(registryHost);
  if (realm === registry || KNOWN_PAIRS[registry] === realm) return true;
  const realmName = nameOf(realm);
  const registryName = nameOf(registry);
  if (realmName.endsWith(`.${registryName}`)) return true;
  const parent = registryName.split(".").slice(1).join(".");
  const isOwnDomain = parent.includes(".") && !SHARED_DOMAINS.has(parent) && /[a-z]/.test(parent);
  return isOwnDomain && (realmName === parent || realmName.endsWith(`.${parent}`));
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, "");
}
