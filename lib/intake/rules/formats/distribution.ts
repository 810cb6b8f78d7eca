import { listAt, textAt } from "#lib/registries/rules/field.ts";
import { ignored, type Claims, type PushClaim } from "#lib/intake/rules/push.ts";

// What does a notification of the OCI distribution registry say? Most events are layers and our own pulls.

const MANIFEST_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
]);

export function readDistribution(body: unknown): Claims {
  const manifests = listAt(body, "events").filter(isManifestPush);
  const tagged = manifests.filter((event) => textAt(event, "target", "tag") !== null);
  if (tagged.length > 0) return { kind: "claims", claims: tagged.map(toClaim) };
  return ignored(manifests.length > 0 ? "untagged" : "no-push: no event of this body is the push of a manifest.");
}

function isManifestPush(event: unknown): boolean {
  const mediaType = textAt(event, "target", "mediaType");
  return textAt(event, "action") === "push" && (mediaType === null || MANIFEST_TYPES.has(mediaType));
}

function toClaim(event: unknown): PushClaim {
  const id = textAt(event, "id");
  return {
    host: textAt(event, "request", "host"),
    repository: textAt(event, "target", "repository"),
    tag: textAt(event, "target", "tag"),
    digest: textAt(event, "target", "digest"),
    pushedAt: textAt(event, "timestamp"),
    actor: textAt(event, "actor", "name"),
    ...(id !== null && { key: id }),
  };
}
