import { excerpt, listAt, numberAt, textAt, valueAt } from "#lib/registries/rules/field.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import { ignored, type Claims } from "#lib/intake/rules/push.ts";

// What does a body of Harbor say, in the default format and as a CloudEvent?

const DEFAULT_PUSHES: ReadonlySet<string> = new Set(["PUSH_ARTIFACT", "pushImage"]);
const CLOUD_EVENT_PUSHES: ReadonlySet<string> = new Set(["harbor.artifact.pushed", "harbor.tag.created"]);

export function readHarborDefault(body: unknown): Claims {
  const type = textAt(body, "type") ?? "";
  if (!DEFAULT_PUSHES.has(type)) return otherType(type);
  return readEventData(valueAt(body, "event_data"), numberAt(body, "occur_at"), textAt(body, "operator"));
}

export function readHarborCloudEvent(body: unknown): Claims {
  const type = textAt(body, "type") ?? "";
  if (!CLOUD_EVENT_PUSHES.has(type)) return otherType(type);
  return readEventData(valueAt(body, "data"), textAt(body, "time"), textAt(body, "operator"));
}

function readEventData(data: unknown, pushedAt: string | number | null, actor: string | null): Claims {
  const repository = textAt(data, "repository", "repo_full_name");
  const resources = listAt(data, "resources");
  if (resources.length === 0) return ignored("no-push: the event names no resource.");
  return {
    kind: "claims",
    claims: resources.map((resource) => ({
      host: hostOf(textAt(resource, "resource_url")),
      repository,
      tag: textAt(resource, "tag"),
      digest: textAt(resource, "digest"),
      pushedAt,
      actor,
    })),
  };
}

function hostOf(resourceUrl: string | null): string | null {
  return resourceUrl === null ? null : (normalizeReference(resourceUrl)?.registryHost ?? null);
}

function otherType(type: string): Claims {
  return ignored(`other-event: the type ${excerpt(type)} is not a push.`);
}
