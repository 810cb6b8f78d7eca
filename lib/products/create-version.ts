import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { createVersionInput } from "#lib/products/input.ts";
import { isPrerelease, parseVersion } from "#lib/products/rules/semver.ts";
import { findVersionRow, insertVersion } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Creates a version of a product. CONFLICT where the product has it already. */
export async function createVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:write");
  const { productId, extensionId, ...input } = parseInput(createVersionInput, rawInput);
  const version = parseVersion(input.version);
  if (!version) throw new DomainError("INVALID_INPUT", `${input.version} is not a SemVer 2.0.0 version.`);

  return inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId ?? extensionId ?? "");
    const id = await insertVersion(tx, {
      ...input,
      productId: product.id,
      version,
      digest: input.digest ?? null,
      isStable: input.isStable ?? !isPrerelease(version),
      releasedAt: input.releasedAt ?? ctx.clock.now(),
      releasedBy: toActorView(ctx.actor),
    });
    if (id === null) {
      throw new DomainError("CONFLICT", `The product ${product.slug} already has the version ${version.version}.`);
    }
    recordEvent(ctx, tx, {
      type: "version_created",
      subject: { kind: "version", id },
      productId: product.id,
      data: { product: product.slug, version: version.version, digest: input.digest ?? null },
    });
    const created = await findVersionRow(tx, id);
    if (!created) throw notFound("version");
    return created;
  });
}
