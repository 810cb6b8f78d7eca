import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import type { ProductView } from "#lib/products/view.ts";
import { planDeltasFrom } from "#lib/updates/deltas/order-deltas.ts";
import { createPackageInput } from "#lib/updates/input.ts";
import { selectFloorsBetween, selectFulls, type NewFull } from "#lib/updates/store-bases.ts";
import { findPackages, insertDeltas, saveReleaseNotes } from "#lib/updates/store-packages.ts";
import { findVersionByText, type VersionState } from "#lib/updates/store-versions.ts";
import type { PackageView } from "#lib/updates/view.ts";

/** The package asked for, and the others that came of it: one for each file and format. */
export interface CreatedPackage extends PackageView {
  others: PackageView[];
}

/**
 * Orders the packages that lead to a version: whole files, which are there as soon as the files are, or deltas from an
 * older version, which the server makes in the background. What was dropped or failed is tried again.
 */
export async function createPackage(ctx: Context, rawInput: unknown): Promise<CreatedPackage> {
  requirePermission(ctx.actor, "versions:write");
  const input = parseInput(createPackageInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, input.productId ?? input.extensionId ?? "");
    const to = await requireVersion(tx, product, input.toVersion, "toVersion");
    const fulls = await requireFiles(tx, product, to, input.fileId);
    const ids =
      input.fromVersion === undefined
        ? fulls.map(({ id }) => id)
        : await order(ctx, tx, { product, from: input.fromVersion, to, fulls });
    if (input.releaseNotes !== undefined) await saveReleaseNotes(tx, ids, input.releaseNotes);
    const [first, ...others] = await findPackages(tx, ids);
    if (first) return { ...first, others };
    throw new DomainError("CONFLICT", "These packages are there already, or are being made.");
  });
}

async function requireVersion(tx: Transaction, product: ProductView, version: string, path: string) {
  const found = await findVersionByText(tx, product.id, version);
  if (found) return found;
  throw invalidInput({ path, message: `${product.slug} has no version ${version}.` });
}

async function requireFiles(
  tx: Transaction,
  product: ProductView,
  to: VersionState,
  fileId: string | undefined,
): Promise<NewFull[]> {
  const fulls = await selectFulls(tx, { versionId: to.id, fileId: fileId ?? null });
  if (fulls.length > 0) return fulls;
  if (fileId !== undefined) {
    throw invalidInput({ path: "fileId", message: `${product.slug} ${to.version} has no such file.` });
  }
  throw new DomainError("IMPOSSIBLE", `${product.slug} ${to.version} has no files yet: upload them first.`);
}

interface Order {
  product: ProductView;
  from: string;
  to: VersionState;
  fulls: readonly NewFull[];
}

async function order(ctx: Context, tx: Transaction, { product, from, to, fulls }: Order): Promise<string[]> {
  const base = await requireVersion(tx, product, from, "fromVersion");
  if (base.precedenceKey >= to.precedenceKey) {
    throw invalidInput({ path: "fromVersion", message: `${from} is not older than ${to.version}.` });
  }
  const [floor] = await selectFloorsBetween(tx, product.id, base.precedenceKey, to.precedenceKey);
  if (floor !== undefined) {
    throw new DomainError(
      "IMPOSSIBLE",
      `${floor} must be run on the way from ${from} to ${to.version}: no delta skips it.`,
    );
  }
  const created = { releaseNotes: "", createdBy: toActorView(ctx.actor) };
  const drafts = [];
  for (const full of fulls) drafts.push(...(await planDeltasFrom(tx, full, [base], created)));
  if (drafts.length === 0) {
    throw new DomainError("IMPOSSIBLE", `${from} has no file to make ${to.version} of, or it is the same.`);
  }
  const ids = await insertDeltas(tx, drafts, ctx.clock.now());
  if (ids.length > 0) {
    recordEvent(ctx, tx, {
      type: "package_queued",
      subject: { kind: "version", id: to.id },
      productId: product.id,
      data: { product: product.slug, fromVersion: from, toVersion: to.version, packages: ids.length },
    });
  }
  return ids;
}
