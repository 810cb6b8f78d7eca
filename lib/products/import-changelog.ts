import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { importChangelogInput } from "#lib/products/input.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import { planImport, type ImportStep } from "#lib/products/rules/import-plan.ts";
import { parseChangelog, type ChangelogProblem, type ParsedVersion } from "#lib/products/rules/parse-changelog.ts";
import { parseCommits } from "#lib/products/rules/parse-commits.ts";
import { isPrerelease, parseVersion } from "#lib/products/rules/semver.ts";
import { insertVersion, lockKnownVersions, saveDeprecation, saveVersion } from "#lib/products/store-versions.ts";
import type { ProductView } from "#lib/products/view.ts";

export interface ImportView {
  /** Whether anything was written: false for a preview. */
  applied: boolean;
  /** Entries without a number: commits, or what the file calls unreleased. */
  unreleased: ChangelogEntry[];
  /** What becomes, or became, of each version. */
  versions: ImportStep[];
  problems: ChangelogProblem[];
  /** Commits that users need not know of. */
  leftOut: { header: string; reason: string }[];
}

/**
 * Takes a changelog over into versions. Without `apply` it only says what it would do; with it, everything happens in
 * one transaction. Versions that it makes are promoted nowhere: history is not a release.
 */
export async function importChangelog(ctx: Context, rawInput: unknown): Promise<ImportView> {
  requirePermission(ctx.actor, "versions:write");
  const { productId, extensionId, format, text, apply, ...options } = parseInput(importChangelogInput, rawInput);
  const read = format === "keepAChangelog" ? readFile(text) : readCommits(text);

  return inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId ?? extensionId ?? "");
    const versions = options.version === undefined ? read.versions : nameUnreleased(read, options.version);
    refuseNothing(versions, read.unreleased);
    const numbers = versions.map(({ version }) => version);
    const steps = planImport(versions, await lockKnownVersions(tx, product.id, numbers), options);
    if (apply) await carryOut(ctx, tx, product, steps);
    const unreleased = options.version === undefined ? read.unreleased : [];
    return { applied: apply, unreleased, versions: steps, problems: read.problems, leftOut: read.leftOut };
  });
}

type Reading = Pick<ImportView, "unreleased" | "problems" | "leftOut"> & { versions: ParsedVersion[] };

function readFile(text: string): Reading {
  return { ...parseChangelog(text), leftOut: [] };
}

function readCommits(text: string): Reading {
  const { entries, leftOut } = parseCommits(text);
  return { unreleased: entries, versions: [], problems: [], leftOut };
}

function nameUnreleased({ unreleased, versions }: Reading, version: string): ParsedVersion[] {
  const named = { version, releasedOn: null, isYanked: false, releaseNotes: "", entries: unreleased };
  return [named, ...versions.filter((other) => other.version !== version)];
}

function refuseNothing(versions: readonly ParsedVersion[], unreleased: readonly ChangelogEntry[]): void {
  const isEmpty = versions.every((version) => version.entries.length === 0 && version.releaseNotes === "");
  if (!isEmpty || unreleased.length > 0) return;
  const message = "Neither a version nor a change was found in this text.";
  throw new DomainError("INVALID_INPUT", message, { errors: [{ path: "text", message }] });
}

async function carryOut(
  ctx: Context,
  tx: Transaction,
  product: ProductView,
  steps: readonly ImportStep[],
): Promise<void> {
  for (const step of steps) {
    if (step.action === "update") await updateKnown(ctx, tx, product, step);
    if (step.action === "create") await makeMissing(ctx, tx, product, step);
  }
}

async function updateKnown(
  ctx: Context,
  tx: Transaction,
  product: ProductView,
  step: ImportStep & { action: "update" },
): Promise<void> {
  const { versionId, version, entries, releaseNotes } = step;
  const change = { changelog: entries, ...(releaseNotes !== "" && { releaseNotes }) };
  await saveVersion(tx, versionId, change);
  recordEvent(ctx, tx, {
    type: "version_updated",
    subject: { kind: "version", id: versionId },
    productId: product.id,
    data: { version, changed: Object.keys(change), imported: true },
  });
}

async function makeMissing(
  ctx: Context,
  tx: Transaction,
  product: ProductView,
  step: ImportStep & { action: "create" },
): Promise<void> {
  const version = parseVersion(step.version);
  if (!version) throw new DomainError("INVALID_INPUT", `${step.version} is not a SemVer 2.0.0 version.`);
  const by = toActorView(ctx.actor);
  const id = await insertVersion(tx, {
    productId: product.id,
    version,
    digest: null,
    changelog: step.entries,
    releaseNotes: step.releaseNotes,
    isStable: !isPrerelease(version),
    releasedAt: step.releasedOn === null ? ctx.clock.now() : new Date(step.releasedOn),
    releasedBy: by,
    metadata: {},
  });
  if (id === null) throw new DomainError("CONFLICT", `Somebody has just made ${step.version}: try again.`);
  step.versionId = id;
  recordEvent(ctx, tx, {
    type: "version_created",
    subject: { kind: "version", id },
    productId: product.id,
    data: { product: product.slug, version: step.version, digest: null, channels: [], imported: true },
  });
  if (!step.isYanked) return;
  const reason = "Its changelog marks it as yanked.";
  await saveDeprecation(
    tx,
    { id, productId: product.id },
    { reason, at: ctx.clock.now().toISOString(), by, replacementId: null },
  );
  recordEvent(ctx, tx, {
    type: "version_deprecated",
    subject: { kind: "version", id },
    productId: product.id,
    data: { version: step.version, reason, replacement: null },
  });
}
