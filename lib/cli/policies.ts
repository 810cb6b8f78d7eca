import { ApiError, type Api } from "#lib/client/api.ts";
import type { PolicyView } from "#lib/intake/view-policies.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

/** Reads all policies. */
export async function listPolicies(api: Api): Promise<PolicyView[]> {
  const policies: PolicyView[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<PolicyView> = await api.call({
      method: "GET",
      path: "/api/v1/policies",
      query: { limit: 500, cursor },
    });
    policies.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return policies;
}

/** Finds a policy by its id or its exact name. */
export async function findPolicyId(api: Api, idOrName: string): Promise<string> {
  if (isUuid(idOrName)) return idOrName;
  const found = (await listPolicies(api)).find(({ name }) => name === idOrName);
  if (!found) throw new ApiError(`There is no policy called ${idOrName}.`, 404, "NOT_FOUND");
  return found.id;
}
