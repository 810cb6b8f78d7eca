/** What may a caller do? Scopes, and the roles that bundle them. */

const NOUNS = [
  "products",
  "versions",
  "policies",
  "rollouts",
  "deployments",
  "rollbacks",
  "templates",
  "environments",
  "devices",
  "fleets",
  "webhooks",
  "registries",
  "regions",
  "notifications",
  "tokens",
  "users",
  "events",
] as const;

export type Scope =
  | `${(typeof NOUNS)[number]}:${"read" | "write"}`
  | `${"rollouts" | "deployments" | "rollbacks"}:approve`
  | "secrets:read"
  | "events:export"
  | "backups:read";

/** From the least to the most trusted. */
export const ROLES = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES: readonly Scope[] = [
  ...NOUNS.flatMap((noun) => [`${noun}:read`, `${noun}:write`] as const),
  "rollouts:approve",
  "deployments:approve",
  "rollbacks:approve",
  // The whole log, with addresses of people, as a file.
  "events:export",
  // Everything there is, as a file.
  "backups:read",
  // The values of what is sealed, such as the environment of a build.
  "secrets:read",
];

const ADMIN_ONLY = new Set<Scope>([
  "tokens:read",
  "users:read",
  "registries:read",
  "notifications:read",
  "backups:read",
  "secrets:read",
]);
const VIEWER = SCOPES.filter((scope) => scope.endsWith(":read") && !ADMIN_ONLY.has(scope));
const OPERATOR: Scope[] = [
  ...VIEWER,
  "products:write",
  "policies:write",
  "rollouts:write",
  "deployments:write",
  "rollbacks:write",
  "templates:write",
  "devices:write",
  "fleets:write",
  "webhooks:write",
];

const BUNDLES: Record<Role, ReadonlySet<Scope>> = {
  viewer: new Set(VIEWER),
  operator: new Set(OPERATOR),
  approver: new Set<Scope>([...OPERATOR, "rollouts:approve", "deployments:approve", "rollbacks:approve"]),
  admin: new Set(SCOPES),
};

export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return BUNDLES[role];
}

/** What belongs to the house and to no team: whoever is limited to teams neither sees nor changes it. */
const HOUSE = new Set<Scope>([
  ...(["users", "tokens", "registries", "regions", "notifications", "webhooks"] as const).flatMap(
    (noun) => [`${noun}:read`, `${noun}:write`] as const,
  ),
  "environments:write",
  "fleets:write",
  "secrets:read",
  "events:export",
  "backups:read",
]);

/** The rights of a role for somebody who is limited to teams. */
export function scopesOfLimitedRole(role: Role): ReadonlySet<Scope> {
  return withoutHouse(BUNDLES[role]);
}

/** Takes away what belongs to the house: for tokens that reach some products alone. */
export function withoutHouse(scopes: ReadonlySet<Scope>): ReadonlySet<Scope> {
  return new Set([...scopes].filter((scope) => !HOUSE.has(scope)));
}

/** The more trusted of two roles. */
export function higherRole(left: Role, right: Role): Role {
  return ROLES.indexOf(left) < ROLES.indexOf(right) ? right : left;
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** Unfolds a token's list, in which roles stand for their bundles. Unknown names grant nothing. */
export function expandScopes(granted: readonly string[]): ReadonlySet<Scope> {
  return new Set(granted.flatMap((name) => (isRole(name) ? [...scopesOfRole(name)] : isScope(name) ? [name] : [])));
}
