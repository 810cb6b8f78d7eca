import { excerpt, hasObjectAt, textAt, valueAt } from "#lib/registries/rules/field.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import { claims, ignored, type Claims } from "#lib/intake/rules/push.ts";
import { isDigest } from "#lib/products/rules/image.ts";

// What does an event of GitHub say? The header X-GitHub-Event alone decides what the body is.

const PACKAGE_ACTIONS: ReadonlySet<string> = new Set(["published", "updated"]);
const CONTAINER_TYPES: ReadonlySet<string> = new Set(["container", "docker"]);

export function readGithub(event: string, body: unknown): Claims {
  switch (event) {
    case "package":
    case "registry_package":
      return readPackage(event, body);
    case "ping":
      return ignored("ping");
    default:
      return ignored(`unknown-event: ${excerpt(event)} is not an event that Slipway reads.`);
  }
}

function readPackage(event: "package" | "registry_package", body: unknown): Claims {
  const action = textAt(body, "action") ?? "";
  if (!PACKAGE_ACTIONS.has(action)) return ignored(`other-event: the action ${excerpt(action)} is not a push.`);
  const item = valueAt(body, event);
  const type = textAt(item, "package_type") ?? "";
  if (!CONTAINER_TYPES.has(type.toLowerCase())) {
    return ignored(`other-package-type: ${excerpt(type)} is not a container image.`);
  }
  if (!hasObjectAt(item, "package_version")) return ignored("no-version: package_version is empty.");
  const version = valueAt(item, "package_version");
  const name = imageName(item, version);
  return claims({
    ...name,
    tag: textAt(version, "container_metadata", "tag", "name"),
    digest: agreedDigest(version),
    pushedAt: textAt(version, "updated_at"),
    actor: textAt(body, "sender", "login"),
  });
}

/** The package's own address; the repository on GitHub may have another name and is never used. */
function imageName(item: unknown, version: unknown): { host: string | null; repository: string | null } {
  const url = normalizeReference(textAt(version, "package_url") ?? "");
  if (url) return { host: url.registryHost, repository: url.repository };
  const owner = textAt(item, "owner", "login");
  const name = textAt(item, "name");
  return { host: "ghcr.io", repository: owner !== null && name !== null ? `${owner}/${name}` : null };
}

/** The digest in the first place that has one; none when two places disagree, since then only the registry knows. */
function agreedDigest(version: unknown): string | null {
  const candidates = [
    textAt(version, "container_metadata", "tag", "digest"),
    textAt(version, "container_metadata", "manifest", "digest"),
    textAt(version, "version"),
  ].filter((text): text is string => text !== null && isDigest(text));
  return new Set(candidates).size === 1 ? (candidates[0] ?? null) : null;
}
