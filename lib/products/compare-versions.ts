import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { compareVersionsInput } from "#lib/products/input.ts";
import {
  compareVersions,
  isBreaking,
  parseVersion,
  versionDifference,
  type Order,
  type SemanticVersion,
  type VersionDifference,
} from "#lib/products/rules/semver.ts";

export interface VersionComparison {
  /** -1 when version1 is older, 1 when it is newer, 0 when neither is. */
  comparison: Order;
  newer: string | null;
  difference: VersionDifference | null;
  breaking: boolean;
}

/** Compares two versions by SemVer precedence. */
export function compareTwoVersions(ctx: Context, rawInput: unknown): VersionComparison {
  requirePermission(ctx.actor, "versions:read");
  const input = parseInput(compareVersionsInput, rawInput);
  const first = getVersion(input.version1);
  const second = getVersion(input.version2);

  const comparison = compareVersions(first, second);
  return {
    comparison,
    newer: comparison === 0 ? null : comparison === 1 ? first.version : second.version,
    difference: versionDifference(first, second),
    breaking: isBreaking(first, second),
  };
}

function getVersion(text: string): SemanticVersion {
  const version = parseVersion(text);
  if (!version) throw new DomainError("INVALID_INPUT", `${text} is not a SemVer 2.0.0 version.`);
  return version;
}
