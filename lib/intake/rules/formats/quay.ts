import { hasObjectAt, listAt, textAt, valueAt } from "#lib/registries/rules/field.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import { ignored, type Claims } from "#lib/intake/rules/push.ts";

// What does a body of Quay say? It has neither digest nor time; builds and scans come to the same address.

export function readQuay(body: unknown): Claims {
  const tags = updatedTags(body);
  if (tags.length === 0) return ignored("other-event: no updated_tags, so it is not a push.");
  const reference = normalizeReference(textAt(body, "docker_url") ?? "");
  const repository = textAt(body, "repository") ?? reference?.repository ?? null;
  return {
    kind: "claims",
    claims: tags.map((tag) => ({
      host: reference?.registryHost ?? null,
      repository,
      tag,
      digest: null,
      pushedAt: null,
      actor: null,
    })),
  };
}

/** A list today; in bodies of 2013 an object with the tags as keys. */
function updatedTags(body: unknown): string[] {
  const tags = hasObjectAt(body, "updated_tags")
    ? Object.keys(valueAt(body, "updated_tags") as object)
    : listAt(body, "updated_tags");
  return tags.filter((tag): tag is string => typeof tag === "string" && tag !== "");
}
