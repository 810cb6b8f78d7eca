import { excerpt, textAt } from "#lib/registries/rules/field.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import { claims, ignored, type Claims } from "#lib/intake/rules/push.ts";

// What does a body of JFrog Artifactory say? How clients address the image depends on the installation.

/**
 * `repositoryPrefix` is the source's setting: what stands before the image's name for those who pull it. Null means the
 * usual way, the Artifactory repository; an empty text means nothing.
 */
export function readJfrog(body: unknown, repositoryPrefix: string | null): Claims {
  const domain = textAt(body, "domain") ?? "";
  const event = textAt(body, "event_type") ?? "";
  if (domain !== "docker" || event !== "pushed") {
    return ignored(`other-event: ${excerpt(`${domain} ${event}`)} is not the push of an image.`);
  }
  const image = textAt(body, "data", "image_name");
  const prefix = repositoryPrefix ?? textAt(body, "data", "repo_key");
  const sha256 = textAt(body, "data", "sha256");
  const origin = textAt(body, "jpd_origin");
  return claims({
    host: origin === null ? null : (normalizeReference(`${origin}/x`)?.registryHost ?? null),
    repository: image !== null && prefix ? `${prefix}/${image}` : image,
    tag: textAt(body, "data", "tag"),
    digest: sha256 === null ? null : `sha256:${sha256}`,
    pushedAt: null,
    actor: textAt(body, "source"),
  });
}
