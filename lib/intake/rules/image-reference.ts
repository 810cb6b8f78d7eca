// Which image does this text name, in the one spelling that we compare and store?

export interface ImageReference {
  registryHost: string;
  repository: string;
  tag: string | null;
  digest: string | null;
}

const REPOSITORY = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$/;
/** Docker refuses longer names, and so does every registry built on its code. */
const IMAGE_LENGTH_MAX = 255;

const DOCKER_HUB = "docker.io";
const DOCKER_HUB_ALIASES: ReadonlySet<string> = new Set([
  "index.docker.io",
  "registry-1.docker.io",
  "registry.hub.docker.com",
]);

export function isTag(text: string): boolean {
  return TAG.test(text);
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

export function isRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

export function isRegistryHost(text: string): boolean {
  return text.length <= IMAGE_LENGTH_MAX && HOST.test(text);
}

/** Says whether the first segment of a name is a host, as Docker decides it. */
export function looksLikeHost(segment: string): boolean {
  return segment.includes(".") || segment.includes(":") || segment === "localhost";
}

/** Brings a host to the spelling we store: lower case, Docker Hub under one name, no default port. */
export function normaliseHost(host: string): string {
  const lower = host.trim().toLowerCase().replace(/:443$/, "");
  return DOCKER_HUB_ALIASES.has(lower) ? DOCKER_HUB : lower;
}

/** Reads a reference in any usual spelling. Null when it names no valid image. */
export function normaliseReference(text: string): ImageReference | null {
  const { name, tag, digest } = splitReference(text);
  const [first = "", ...rest] = name.split("/");
  const hasHost = rest.length > 0 && looksLikeHost(first);
  return checkReference({
    registryHost: hasHost ? first : DOCKER_HUB,
    repository: hasHost ? rest.join("/") : name,
    tag,
    digest,
  });
}

/** Brings the parts of a reference to their stored spelling. Null when host, repository or tag is not valid. */
export function checkReference(parts: ImageReference): ImageReference | null {
  const registryHost = normaliseHost(parts.registryHost);
  const lower = parts.repository.toLowerCase();
  const repository = registryHost === DOCKER_HUB && !lower.includes("/") ? `library/${lower}` : lower;
  const fits = registryHost.length + 1 + repository.length <= IMAGE_LENGTH_MAX;
  if (!fits || !isRegistryHost(registryHost) || !isRepository(repository)) return null;
  // Written out as host/repository, such a name would be read as one of Docker Hub.
  if (!looksLikeHost(registryHost)) return null;
  if (parts.tag !== null && !isTag(parts.tag)) return null;
  return { registryHost, repository, tag: parts.tag, digest: parts.digest };
}

function splitReference(text: string): { name: string; tag: string | null; digest: string | null } {
  const withoutScheme = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const withoutSlash = withoutScheme.replace(/\/+$/, "");
  const at = withoutSlash.indexOf("@");
  const beforeDigest = at === -1 ? withoutSlash : withoutSlash.slice(0, at);
  const digest = at === -1 ? null : withoutSlash.slice(at + 1);
  const colon = beforeDigest.indexOf(":", beforeDigest.lastIndexOf("/") + 1);
  if (colon === -1) return { name: beforeDigest, tag: null, digest };
  return { name: beforeDigest.slice(0, colon), tag: beforeDigest.slice(colon + 1) || null, digest };
}
