// Which image is meant by an action, and where does it come from?
import type { Action } from "#lib/agent/rules/action.ts";

export interface Release {
  image: string;
  digest: string | null;
  version: string | null;
}

/** An image that this host has run, or at least has fetched. */
export interface KnownRelease extends Release {
  imageId: string;
}

export type Reference =
  /** `knownAs`: under which id this host had it, for what nobody pulled by digest. */
  { kind: "image"; reference: string; knownAs: string | null } | { kind: "unknown"; reason: string };

/**
 * Names what to pull. The digest says it exactly; without one, as a rollback to what nobody pulled by digest has it,
 * what this host ran under that version is looked up, and the tag of the version is the last resort.
 */
export function referenceOf(action: Action, releases: readonly KnownRelease[]): Reference {
  const { image, version } = action;
  if (image === null) return { kind: "unknown", reason: "The action names no image; is this product made of files?" };
  const repository = repositoryOf(image);
  const isMeant = (release: Release) =>
    repositoryOf(release.image) === repository &&
    release.version === version &&
    (action.digest === null || release.digest === action.digest);
  const former = releases.find(isMeant);
  const digest = action.digest ?? former?.digest ?? null;
  const knownAs = former?.imageId ?? null;
  if (digest !== null) return { kind: "image", reference: `${repository}@${digest}`, knownAs };
  if (version === null) {
    if (knownAs !== null) return { kind: "image", reference: knownAs, knownAs };
    return {
      kind: "unknown",
      reason: `Neither a digest nor a version of ${image} is named, so nothing can be pulled.`,
    };
  }
  return { kind: "image", reference: `${repository}:${version}`, knownAs };
}

/** The name without tag and digest. A colon before a slash belongs to a port. */
export function repositoryOf(image: string): string {
  const name = image.split("@")[0] ?? image;
  return name.replace(/:[^/:]*$/, "");
}

/** The tag in an image's name; null where there is none. */
export function tagOf(image: string): string | null {
  return /:([^/:@]+)(?:@.*)?$/.exec(image.replace(/@.*$/, ""))?.[1] ?? null;
}

const DOCKER_HUB = "docker.io";

/** The registry of an image: the first part of its name if that looks like a host, else Docker Hub. */
export function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : DOCKER_HUB;
}
