import { requirePermission } from "#lib/access/require-permission.ts";
import { compareApisInput } from "#lib/diffs/input.ts";
import { compareConfigFiles, compareFiles, openPairAgain, type Compared, type Pair } from "#lib/diffs/open-pair.ts";
import { isApiDocument } from "#lib/diffs/rules/api-documents.ts";
import { findSides, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { ApiDocumentDiff, ApisDiffView } from "#lib/diffs/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { runComparison } from "#lib/openapi/run-comparison.ts";

/** A build that describes more services than these is looked at by other means. */
const DOCUMENTS_MAX = 20;

/** Says what changes for the clients of a product from one build to another, by the OpenAPI documents that they carry. */
export async function compareApis(ctx: Context, rawInput: unknown): Promise<ApisDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const query = parseInput(compareApisInput, rawInput);

  const pair = await openPairAgain(ctx, query);
  return { documents: await comparePairApis(ctx, pair) };
}

async function comparePairApis(ctx: Context, pair: Pair): Promise<ApiDocumentDiff[]> {
  const parts = [
    { part: "files" as const, compared: await compareFiles(ctx, pair) },
    { part: "config" as const, compared: compareConfigFiles(pair) },
  ];
  const found = parts.flatMap(({ part, compared }) =>
    compared ? listApiDocuments(compared).map((change) => ({ part, compared, change })) : [],
  );
  return Promise.all(
    found.slice(0, DOCUMENTS_MAX).map(async ({ part, compared, change }) => ({
      part,
      path: change.path,
      ...(await compareOne(ctx, compared, change)),
    })),
  );
}

/** The documents among the files of two builds, whether or not they changed. */
export function listApiDocuments({ changes }: Pick<Compared, "changes">): EntryChange[] {
  return changes.filter(({ path, fromPath }) => isApiDocument(path) || (fromPath !== null && isApiDocument(fromPath)));
}

async function compareOne(
  ctx: Context,
  { from, to, placeOf }: Compared,
  change: EntryChange,
): Promise<Pick<ApiDocumentDiff, "status" | "comparison">> {
  const sides = findSides(from, to, change);
  if (!sides.from || !sides.to) return { status: sides.to ? "added" : "removed", comparison: null };
  if (change.status === "unchanged" || change.status === "moved") {
    return { status: "compared", comparison: { kind: "compared", changes: [] } };
  }
  if (!change.isText) {
    const reason = "One of the two is not a text that can be read here: too large, binary, or a link.";
    return { status: "compared", comparison: { kind: "unknown", reason } };
  }
  const places = { from: placeOf("from", sides.from), to: placeOf("to", sides.to) };
  return { status: "compared", comparison: await runComparison(ctx, places) };
}
