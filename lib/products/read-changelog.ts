import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { readChangelogInput } from "#lib/products/input.ts";
import { writeChangelog, type ChangelogVersion } from "#lib/products/rules/changelog.ts";
import { compareVersions, isPrerelease, parseVersion, precedenceKey } from "#lib/products/rules/semver.ts";
import { selectRange } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

export interface ChangelogView {
  product: { id: string; slug: string; name: string };
  /** Exclusive; null for the beginning. */
  from: string | null;
  /** Inclusive; null for the newest. */
  to: string | null;
  /** The newest first. */
  versions: ChangelogVersion[];
}

/** More than people read, and what one answer can hold. */
const VERSIONS_MAX = 1_000;

/**
 * Reads what has changed after one version up to another. Prereleases are told where they were asked for, or where the
 * range ends with one.
 */
export async function readChangelog(ctx: Context, rawInput: unknown, origin?: string): Promise<ChangelogView> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, from, to, includePrerelease } = parseInput(readChangelogInput, rawInput);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  const first = from === undefined ? null : parseVersion(from);
  const last = to === undefined ? null : parseVersion(to);
  if (first && last && compareVersions(first, last) > 0) throw turnedRound(first.version, last.version);

  const versions = await selectRange(ctx.db, {
    productId: product.id,
    fromKey: first && precedenceKey(first),
    toKey: last && precedenceKey(last),
    includePrerelease: includePrerelease || (last !== null && isPrerelease(last)),
    limit: VERSIONS_MAX,
  });
  return {
    product: { id: product.id, slug: product.slug, name: product.name },
    from: from ?? null,
    to: to ?? null,
    versions: versions.map((version) => ({
      ...toChangelogVersion(version),
      ...(origin !== undefined && { url: `${origin}/products/${product.slug}/versions/${version.version}` }),
    })),
  };
}

/** The same as a file in the form of Keep a Changelog. */
export function toMarkdown({ product, versions }: ChangelogView): string {
  return writeChangelog(versions, { title: product.name });
}

function toChangelogVersion(view: VersionView): ChangelogVersion {
  const { version, releasedAt, isDeprecated, releaseNotes, changelog: entries } = view;
  return { version, releasedAt, isDeprecated, releaseNotes, entries };
}

function turnedRound(from: string, to: string): DomainError {
  const message = `${from} is newer than ${to}: name the older version first.`;
  return new DomainError("INVALID_INPUT", message, { errors: [{ path: "from", message }] });
}
