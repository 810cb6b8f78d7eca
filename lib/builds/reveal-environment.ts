import { requirePermission } from "#lib/access/require-permission.ts";
import { requireArtifact } from "#lib/builds/find.ts";
import { revealEnvironmentInput } from "#lib/builds/input.ts";
import { openEnvironment } from "#lib/builds/seal.ts";
import type { RevealedEnvironment } from "#lib/builds/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Shows the values of a build's environment, and leaves an event that says who saw them and why. */
export async function revealEnvironment(ctx: Context, rawInput: unknown): Promise<RevealedEnvironment> {
  requirePermission(ctx.actor, "secrets:read");
  const { artifactId, reason } = parseInput(revealEnvironmentInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { product, version, buildNumber } = await requireArtifact(tx, artifactId);
    const environment = await openEnvironment(ctx, tx, artifactId);
    recordEvent(ctx, tx, {
      type: "build_environment_revealed",
      subject: { kind: "artifact", id: artifactId },
      productId: product.id,
      data: {
        product: product.slug,
        version,
        buildNumber,
        names: Object.keys(environment),
        ...(reason !== undefined && { reason }),
      },
    });
    return { variables: Object.entries(environment).map(([name, value]) => ({ name, value })) };
  });
}
