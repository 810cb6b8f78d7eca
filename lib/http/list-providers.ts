import type { Config } from "#lib/kernel/config.ts";

/** With whom people may sign in besides their password, as the buttons of the sign-in page call them. */
export function listProviders({ github, oidc }: Pick<Config, "github" | "oidc">): { id: string; name: string }[] {
  return [...(github ? [{ id: "github", name: "GitHub" }] : []), ...(oidc ? [{ id: "oidc", name: oidc.name }] : [])];
}
