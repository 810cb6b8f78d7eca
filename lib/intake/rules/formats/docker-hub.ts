import { numberAt, textAt } from "#lib/registries/rules/field.ts";
import { claims, type Claims } from "#lib/intake/rules/push.ts";
import { DOCKER_HUB } from "#lib/products/rules/image.ts";

// What does a body of Docker Hub say? It names no digest; `callback_url` is a leftover and is never called.

export function readDockerHub(body: unknown): Claims {
  return claims({
    host: DOCKER_HUB,
    repository: textAt(body, "repository", "repo_name"),
    tag: textAt(body, "push_data", "tag"),
    digest: null,
    pushedAt: numberAt(body, "push_data", "pushed_at"),
    actor: textAt(body, "push_data", "pusher"),
  });
}
