import type { Environment } from "#lib/builds/rules/environment.ts";
import { findSealedEnvironment } from "#lib/builds/store.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** Seals a build's environment for its row, so that it opens in no other row and no other column. */
export function sealEnvironment(ctx: Context, artifactId: string, environment: Environment): string {
  return encryptSecret(ctx.config, JSON.stringify(environment), bindingOf(artifactId));
}

/**
 * Opens a build's environment for comparing and revealing; whoever shows values leaves an event. Empty where none was
 * sent. Throws NOT_FOUND, and UNAVAILABLE where the key is not the one that it was sealed with.
 */
export async function openEnvironment(ctx: Context, db: Queryable, artifactId: string): Promise<Environment> {
  const row = await findSealedEnvironment(db, artifactId);
  if (!row) throw notFound("build");
  if (row.environmentSealed === null) return {};
  try {
    // What sealEnvironment wrote, so the cast is safe.
    return JSON.parse(decryptSecret(ctx.config, row.environmentSealed, bindingOf(artifactId))) as Environment;
  } catch (cause) {
    throw new DomainError(
      "UNAVAILABLE",
      "The environment of this build cannot be opened: it was sealed with another key. Bring back the " +
        "SLIPWAY_ENCRYPTION_KEY of that time.",
      { cause },
    );
  }
}

function bindingOf(artifactId: string): string {
  return `deployment_artifacts:${artifactId}:environment_sealed`;
}
