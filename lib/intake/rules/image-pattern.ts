import { compileGlob, isLiteralGlob, type Compiled } from "#lib/intake/rules/glob.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import {
  DOCKER_HUB,
  formatImageName,
  isRepository,
  looksLikeHost,
  normalizeHost,
  type ImageName,
} from "#lib/products/rules/image.ts";

// Which images does a policy's pattern mean, and how exactly does it mean them?

export interface ImagePattern {
  /** The host's part, or null when the pattern is about the repository alone. */
  host: string | null;
  repository: string;
}

/** Splits a pattern as a reference is split: a first segment that looks like a host is one (`*.acme.example` too). */
export function parseImagePattern(pattern: string): ImagePattern {
  const text = pattern.trim().toLowerCase();
  const slash = text.indexOf("/");
  const first = slash === -1 ? "" : text.slice(0, slash);
  if (slash === -1 || !looksLikeHost(first)) return { host: null, repository: text };
  return { host: normalizeHost(first), repository: text.slice(slash + 1) };
}

/** Compiles a pattern into a question to ask of images. */
export function compileImagePattern(pattern: string): Compiled & { hasHost: boolean } {
  const { host, repository } = parseImagePattern(pattern);
  const compiled = compileGlob(host === null ? repository : `${host}/${repository}`);
  return { ...compiled, hasHost: host !== null };
}

/** Matches against `host/repository` and, when the pattern has no host, against the repository alone as well. */
export function matchesImage(pattern: string, image: ImageName): boolean {
  const compiled = compileImagePattern(pattern);
  if (!compiled.ok) return false;
  return spellingsOf(image, compiled.hasHost).some((name) => compiled.matcher.matches(name));
}

/** Says whether the pattern itself names the image's registry, so that the body did not have to. */
export function namesRegistry(pattern: string, image: ImageName): boolean {
  return parseImagePattern(pattern).host !== null && matchesImage(pattern, image);
}

/** Says whether the pattern itself names whose images it means, as `acme/*` does. */
export function namesNamespace(pattern: string): boolean {
  const [namespace] = parseImagePattern(pattern).repository.split("/");
  return namespace !== undefined && isLiteralGlob(namespace);
}

/** How exact a pattern is: its literal characters. Of two that match, the one with more was meant more closely. */
export function specificityOf(pattern: string): number {
  const { host, repository } = parseImagePattern(pattern);
  return literalLength(host ?? "") + literalLength(repository);
}

/** The one image a pattern without wildcards names, or null. Without a host Docker Hub is meant, as everywhere. */
export function concreteImage(pattern: string): (ImageName & { hasHost: boolean }) | null {
  if (!isLiteralGlob(pattern)) return null;
  const reference = normalizeReference(pattern);
  if (reference?.tag !== null || reference.digest !== null) return null;
  return { ...reference, hasHost: parseImagePattern(pattern).host !== null };
}

/** Says why no valid image name can ever match the pattern, or null when one can. */
export function patternFault(pattern: string): string | null {
  const { host, repository } = parseImagePattern(pattern);
  if (repository === "") return "Name a repository, for example acme/gateway, ghcr.io/acme/* or **.";
  if (/\s/.test(pattern.trim())) return "A name has no spaces.";
  if (pattern.includes("://")) return "Leave out the scheme: ghcr.io/acme/gateway.";
  const colon = repository.lastIndexOf(":");
  if (colon !== -1) return "The pattern is about names without tag. Use tagRule for the tag.";
  if (repository.includes("@")) return "The pattern is about names without digest.";
  const compiled = compileImagePattern(pattern);
  if (!compiled.ok) return compiled.fault;
  return canMatch(repository) && (host === null || canMatchHost(host))
    ? null
    : "No valid name can match this. Names are lower-case letters and digits in segments, with . _ - between; alternatives are written {a,b}.";
}

/** On Docker Hub official images are written with and without `library/`. */
function spellingsOf({ registryHost, repository }: ImageName, hasHost: boolean): string[] {
  const isOfficial = registryHost === DOCKER_HUB && repository.startsWith("library/");
  const repositories = isOfficial ? [repository, repository.slice("library/".length)] : [repository];
  const full = repositories.map((name) => formatImageName({ registryHost, repository: name }));
  return hasHost ? full : [...full, ...repositories];
}

function literalLength(glob: string): number {
  return glob.replace(/\[[^\]]*\]|\{[^}]*\}|[*?]/g, "").length;
}

/** Tries the pattern with its wildcards filled in: if no filling is a valid name, nothing can match. */
function canMatch(glob: string): boolean {
  return fillings(glob).some(isRepository);
}

function canMatchHost(glob: string): boolean {
  return fillings(glob).some((text) => normalizeReference(`${text}/x`)?.registryHost === text);
}

function fillings(glob: string): string[] {
  const alternatives = expandBraces(glob);
  return alternatives.flatMap((text) =>
    ["a", "0", "a/a", ""].map((fill) =>
      text
        .replaceAll("**", fill)
        .replaceAll("*", fill === "a/a" ? "a" : fill)
        .replaceAll("?", "a")
        .replace(/\[!?\^?[^\]]*\]/g, "a"),
    ),
  );
}

const ALTERNATIVES_MAX = 64;

function expandBraces(glob: string): string[] {
  const open = /\{([^{}]*)\}/.exec(glob);
  if (!open) return [glob];
  const options = (open[1] ?? "").split(",").slice(0, ALTERNATIVES_MAX);
  const expanded = options.flatMap((option) => expandBraces(glob.replace(open[0], () => option)));
  return expanded.slice(0, ALTERNATIVES_MAX);
}
