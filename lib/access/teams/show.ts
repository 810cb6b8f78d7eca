import type { TeamRow } from "#lib/access/teams/store.ts";
import type { TeamView } from "#lib/access/view.ts";

export function toTeamView(row: TeamRow): TeamView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    members: row.members.map(({ userId, source, user }) => ({
      userId,
      source,
      name: user.name,
      email: user.email,
      kind: user.kind === "service" ? "service" : "person",
    })),
    products: row.products.map(({ product }) => product),
    environments: row.environments.map(({ environment }) => environment),
    createdAt: row.createdAt.toISOString(),
  };
}
