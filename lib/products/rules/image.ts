/** Which image does somebody mean, in the one spelling that is compared and kept? */

export interface ImageName {
  /** Host of the registry, with its port if it has one. */
  registryHost: string;
  repository: string;
}

/** What a name without a host means everywhere. */
export const DOCKER_HUB = "docker.io";
const DOCKER_HUB_ALIASES: ReadonlySet<string> = new Set([
  "index.docker.io",
  "registry-1.docker.io",
  "registry.hub.docker.com",
]);

// From the grammar of OCI distribution.
const LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const HOST = new RegExp(String.raw`^(?:${LABEL}(?:\.${LABEL})*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`);
const SEGMENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const REPOSITORY = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** Docker refuses longer names, and so does every registry built on its code. */
const NAME_LENGTH_MAX = 255;

export function isRegistryHost(text: string): boolean {
  return text.length <= NAME_LENGTH_MAX && HOST.test(text);
}

export function isRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** Says whether the first segment of a name is a host, as Docker decides it: by a dot, a port, or the name localhost. */
export function looksLikeHost(segment: string): boolean {
  return segment.includes(".") || segment.includes(":") || segment === "localhost";
}

/** Brings a host into its normal form: lower case, Docker Hub under one name, without the port that https has anyway. */
export function normalizeHost(host: string): string {
  const lower = host.trim().toLowerCase().replace(/:443$/, "");
  return DOCKER_HUB_ALIASES.has(lower) ? DOCKER_HUB : lower;
}

/**
 * Brings a host and a repository into their normal form. On Docker Hub a name without a namespace is one of `library`,
 * and capitals are lowered, since registries know none. Null where they name no valid image.
 */
export function normalizeImageName(name: ImageName): ImageName | null {
  const registryHost = normalizeHost(name.registryHost);
  const lower = name.repository.toLowerCase();
  const repository = registryHost === DOCKER_HUB && !lower.includes("/") ? `library/${lower}` : lower;
  const isShortEnough = registryHost.length + 1 + repository.length <= NAME_LENGTH_MAX;
  // Written out as host/repository, a name of any other host would be read as one of Docker Hub.
  const isHost = isRegistryHost(registryHost) && looksLikeHost(registryHost);
  return isShortEnough && isHost && isRepository(repository) ? { registryHost, repository } : null;
}

/** Reads `[host/]repository` as Docker does: without a host it is Docker Hub. Null where it names no valid image. */
export function parseImageName(text: string): ImageName | null {
  const name = text.trim();
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  return normalizeImageName(
    looksLikeHost(first)
      ? { registryHost: first, repository: name.slice(slash + 1) }
      : { registryHost: DOCKER_HUB, repository: name },
  );
}

/** Writes a name as it is kept: `host/repository`. */
export function formatImageName({ registryHost, repository }: ImageName): string {
  return `${registryHost}/${repository}`;
}

/** Brings a written name into its normal form; null where parseImageName reads none. */
export function normalizeImage(text: string): string | null {
  const name = parseImageName(text);
  return name && formatImageName(name);
}
