/** Which repository does somebody mean by the name of an image? */

export interface ImageName {
  /** Host of the registry, with its port if it has one. */
  host: string;
  repository: string;
}

const DEFAULT_HOST = "docker.io";
/** Names under which Docker Hub's registry is known. */
const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
// From the grammar of OCI distribution.
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const REPOSITORY_LENGTH_MAX = 255;

/**
 * Reads `[host/]repository` as Docker does: without a host it is Docker Hub, and there a name without a namespace is
 * one of `library`. Capitals are lowered, since registries know none. Null where no repository can be meant, which
 * includes names with a tag or digest.
 */
export function parseImageName(text: string): ImageName | null {
  const { host: named, repository } = splitHost(text.trim().toLowerCase());
  // The port that https has anyway is left out, so that one registry has one name.
  const host = named.replace(/:443$/, "");
  const isHub = DOCKER_HUB.has(host);
  const full = isHub && !repository.includes("/") ? `library/${repository}` : repository;
  if (!HOST.test(host) || !REPOSITORY.test(full) || full.length > REPOSITORY_LENGTH_MAX) return null;
  return { host: isHub ? DEFAULT_HOST : host, repository: full };
}

/** Writes an image's name in its one normal form: `host/repository`. */
export function formatImageName(name: ImageName): string {
  return `${name.host}/${name.repository}`;
}

/** Brings a name into its normal form; null where parseImageName reads none. */
export function normalizeImage(text: string): string | null {
  const name = parseImageName(text);
  return name && formatImageName(name);
}

/** A first part with a dot, a port or the name localhost is a host; all else belongs to the repository. */
function splitHost(text: string): ImageName {
  const slash = text.indexOf("/");
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = first === "localhost" || /[.:]/.test(first);
  return isHost ? { host: first, repository: text.slice(slash + 1) } : { host: DEFAULT_HOST, repository: text };
}
