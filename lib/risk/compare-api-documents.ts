import { listApiDocuments } from "#lib/diffs/compare-apis.ts";
import type { Compared } from "#lib/diffs/open-pair.ts";
import { findSides, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { Context } from "#lib/kernel/context.ts";
import { runComparison } from "#lib/openapi/run-comparison.ts";
import type { ApiFacts } from "#lib/risk/rules/facts.ts";

/** A build that describes more services than these is looked at by other means. */
const DOCUMENTS_MAX = 20;

/**
 * Adds up what changes for clients in all OpenAPI documents of both sides. A document that came new breaks nobody; one
 * that is gone, or that nobody can read, leaves it unknown.
 */
export async function compareApiDocuments(ctx: Context, sources: readonly Compared[]): Promise<ApiFacts> {
  const documents = sources.flatMap((compared) => listApiDocuments(compared).map((change) => ({ compared, change })));
  if (documents.length === 0) return { kind: "none" };
  let breaking = 0;
  let first: string | null = null;
  for (const { compared, change } of documents.slice(0, DOCUMENTS_MAX)) {
    const found = await compareOne(ctx, compared, change);
    if (found.kind === "unknown") return { kind: "unknown", reason: `${change.path}: ${found.reason}` };
    breaking += found.breaking;
    first ??= found.first;
  }
  return { kind: "compared", breaking, first };
}

async function compareOne(
  ctx: Context,
  { from, to, placeOf }: Compared,
  change: EntryChange,
): Promise<Exclude<ApiFacts, { kind: "none" }>> {
  const sides = findSides(from, to, change);
  if (!sides.to) return { kind: "unknown", reason: "it is gone, and with it what the API promises." };
  const isSame = change.status === "unchanged" || change.status === "moved";
  if (!sides.from || isSame) return { kind: "compared", breaking: 0, first: null };
  if (!change.isText) return { kind: "unknown", reason: "it is not a text that can be read." };
  const places = { from: placeOf("from", sides.from), to: placeOf("to", sides.to) };
  const comparison = await runComparison(ctx, places);
  if (comparison.kind === "unknown") return comparison;
  const changes = comparison.changes.filter(({ level }) => level === "breaking");
  const [worst] = changes;
  return { kind: "compared", breaking: changes.length, first: worst ? `${worst.place}: ${worst.message}` : null };
}
