// Which release does a container run?
import type { ImageInspectInfo } from "dockerode";
import { repositoryOf, tagOf, type Release } from "#lib/agent/rules/reference.ts";
import { labels } from "#lib/agent/rules/swap.ts";

const VERSION_LABEL = "org.opencontainers.image.version";

/**
 * Reads the release off a container: from the labels of an agent that made it, else from the image's name, its digests
 * and what its maker wrote on it.
 */
export function releaseOf(
  config: { Image: string; Labels: Record<string, string> | null },
  image: Pick<ImageInspectInfo, "RepoDigests" | "RepoTags"> | null,
): Release {
  const own = config.Labels ?? {};
  if (own[labels.image] !== undefined) {
    return {
      image: own[labels.image] ?? "",
      digest: own[labels.digest] ?? null,
      version: own[labels.version] ?? null,
    };
  }
  // A container may be made of an image's id, or of a name that was given to another image since.
  const name = /^(sha256:)?[0-9a-f]{12,64}$/.test(config.Image) ? (image?.RepoTags[0] ?? config.Image) : config.Image;
  const repository = repositoryOf(name);
  return {
    image: repository,
    digest: /@(sha256:[0-9a-f]{64})$/.exec(config.Image)?.[1] ?? digestIn(image, repository),
    version: own[VERSION_LABEL] ?? versionOf(tagOf(name)),
  };
}

/** An engine may know an image under several digests; only an only one says what was pulled. */
function digestIn(image: Pick<ImageInspectInfo, "RepoDigests"> | null, repository: string): string | null {
  const known = (image?.RepoDigests ?? []).filter((digest) => isSameRepository(digest.split("@")[0] ?? "", repository));
  return known.length === 1 ? (known[0]?.split("@")[1] ?? null) : null;
}

/** Docker leaves out what Podman spells out for Docker Hub. */
function isSameRepository(left: string, right: string): boolean {
  const full = (name: string) => name.replace(/^docker\.io\//, "").replace(/^library\//, "");
  return full(left) === full(right);
}

function versionOf(tag: string | null): string | null {
  return tag?.replace(/^v(?=\d)/, "") ?? null;
}
