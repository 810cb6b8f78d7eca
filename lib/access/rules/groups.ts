/** What do the groups of a provider mean here? */
import { higherRole, type Role } from "#lib/access/rules/scopes.ts";

export interface GroupMeaning {
  group: string;
  role: Role | null;
  teamId: string | null;
}

/** The role and the teams that follow from somebody's groups. The role is null where none of them gives one. */
export function readGroups(
  groups: readonly string[],
  meanings: readonly GroupMeaning[],
): { role: Role | null; teamIds: string[] } {
  const theirs = new Set(groups);
  const meant = meanings.filter(({ group }) => theirs.has(group));
  const role = meant.reduce<Role | null>(
    (highest, { role: next }) => (highest && next ? higherRole(highest, next) : (highest ?? next)),
    null,
  );
  const teamIds = meant.flatMap(({ teamId }) => (teamId === null ? [] : [teamId]));
  return { role, teamIds: [...new Set(teamIds)] };
}
