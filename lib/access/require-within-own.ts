import { mayDo } from "#lib/access/rules/actor.ts";
import { scopesOfRole, type Role } from "#lib/access/rules/scopes.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/**
 * Lets pass who may do themselves whatever these roles may. A token that manages people must neither make somebody who
 * may do more than itself, nor take over somebody who does. Throws FORBIDDEN.
 */
export function requireWithinOwn({ actor }: Context, ...roles: readonly (Role | undefined)[]): void {
  const excess = roles.find(
    (role) => role !== undefined && [...scopesOfRole(role)].some((scope) => !mayDo(actor, scope)),
  );
  if (excess === undefined) return;
  throw new DomainError("FORBIDDEN", `This is about the role ${excess}, which may do more than you may yourself.`);
}
