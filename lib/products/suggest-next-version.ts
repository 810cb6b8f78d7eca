import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { nextVersionInput } from "#lib/products/input.ts";
import { suggestNextVersion, type NextVersion } from "#lib/products/rules/next-version.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";
import { selectVersions } from "#lib/products/store-versions.ts";

export interface NextVersionView extends NextVersion {
  /** From which it was counted; null where there was none. */
  latest: string | null;
}

/** Suggests the next version, from the newest one and what has changed since. Deprecated numbers are taken as well. */
export async function suggestNext(ctx: Context, rawInput: unknown): Promise<NextVersionView> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, changelog, bump, prereleaseName } = parseInput(nextVersionInput, rawInput);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  const query = { includePrerelease: true, includeDeprecated: true, after: null, limit: 1 };
  const [newest] = await selectVersions(ctx.db, { ...query, productId: product.id });
  const latest = newest ? parseVersion(newest.view.version) : null;

  const next = suggestNextVersion({ latest, entries: changelog, bump, prereleaseName });
  if (!next) {
    const message = `${latest?.version ?? "What is not there"} is no prerelease that could be released.`;
    throw new DomainError("INVALID_INPUT", message, { errors: [{ path: "bump", message }] });
  }
  return { latest: latest?.version ?? null, ...next };
}
