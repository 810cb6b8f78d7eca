import { excerpt, textAt } from "#lib/registries/rules/field.ts";
import { claims, ignored, type Claims } from "#lib/intake/rules/push.ts";

// What does a body of the Azure Container Registry say?

export function readAcr(body: unknown): Claims {
  const action = textAt(body, "action") ?? "";
  if (action === "ping") return ignored("ping");
  if (action !== "push") return ignored(`other-event: the action ${excerpt(action)} is not a push.`);
  return claims({
    host: textAt(body, "request", "host"),
    repository: textAt(body, "target", "repository"),
    tag: textAt(body, "target", "tag"),
    digest: textAt(body, "target", "digest"),
    pushedAt: textAt(body, "timestamp"),
    actor: null,
  });
}
