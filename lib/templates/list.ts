import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listTemplatesInput } from "#lib/templates/input.ts";
import { toSummary } from "#lib/templates/show.ts";
import { selectTemplates } from "#lib/templates/store-templates.ts";
import type { TemplateSummary } from "#lib/templates/view.ts";

const templateCursor = z.tuple([z.int().min(0).max(1), z.string(), z.uuid()]);

/** Pages through the templates, those that came with Slipway first. */
export async function listTemplates(ctx: Context, rawInput: unknown): Promise<Page<TemplateSummary>> {
  requirePermission(ctx.actor, "templates:read");
  const { cursor, ...query } = parseInput(listTemplatesInput, rawInput);
  const after = decodeCursor(cursor, templateCursor);

  const rows = await selectTemplates(ctx.db, {
    ...query,
    after: after && { isBuiltIn: after[0] === 1, name: after[1], id: after[2] },
  });
  return toPage(rows, query.limit, toSummary, (row) => [Number(row.isBuiltIn), row.name, row.id]);
}
