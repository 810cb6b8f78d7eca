import { requirePermission } from "#lib/access/require-permission.ts";
import { artifactIdInput } from "#lib/builds/input.ts";
import { findArtifactView } from "#lib/builds/store.ts";
import type { ArtifactView } from "#lib/builds/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads everything of a build but the values of its environment. Throws NOT_FOUND. */
export async function getArtifact(ctx: Context, rawInput: unknown): Promise<ArtifactView> {
  requirePermission(ctx.actor, "versions:read");
  const { artifactId } = parseInput(artifactIdInput, rawInput);
  return requireArtifact(ctx.db, artifactId);
}

/** Reads a build without asking for permission. Throws NOT_FOUND. */
export async function requireArtifact(db: Queryable, artifactId: string): Promise<ArtifactView> {
  const artifact = await findArtifactView(db, artifactId);
  if (!artifact) throw notFound("build");
  return artifact;
}
