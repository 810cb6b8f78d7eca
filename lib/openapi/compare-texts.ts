import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { ApiComparison } from "#lib/openapi/compare-documents.ts";
import { compareTextsInput } from "#lib/openapi/input.ts";
import { runComparison } from "#lib/openapi/run-comparison.ts";

/** Says what going from one OpenAPI document to another means for clients. Nothing of them is kept. */
export async function compareTexts(ctx: Context, rawInput: unknown): Promise<ApiComparison> {
  requirePermission(ctx.actor, "versions:read");
  const { before, after } = parseInput(compareTextsInput, rawInput);

  return runComparison(ctx, { from: { text: before }, to: { text: after } });
}
