import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { decodeText, refuseUnstorable } from "#lib/kernel/json.ts";
import { refuseUnchangeable } from "#lib/templates/check.ts";
import { makeTemplate } from "#lib/templates/create.ts";
import { importTemplateInput } from "#lib/templates/input.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { readYaml } from "#lib/templates/rules/yaml.ts";
import { isSame, saveNext } from "#lib/templates/save.ts";
import { showTemplate } from "#lib/templates/show.ts";
import { findTemplateRow, lockTemplate } from "#lib/templates/store-templates.ts";
import type { ImportView } from "#lib/templates/view.ts";

/**
 * Takes a template in YAML: makes it, or saves the next version of the one with its slug, as a repository that holds
 * templates wants it. Imported again, it changes nothing.
 */
export async function importTemplate(ctx: Context, rawInput: unknown, body: Uint8Array): Promise<ImportView> {
  requirePermission(ctx.actor, "templates:write");
  const { note } = parseInput(importTemplateInput, rawInput);
  const definition = readDefinition(body);

  return inTransaction(ctx, async (tx): Promise<ImportView> => {
    const present = await findTemplateRow(tx, definition.slug);
    const before = present && (await lockTemplate(tx, present.id));
    // Archived while we waited for it: its slug is free again.
    if (!before || before.archivedAt) {
      return { outcome: "created", template: await makeTemplate(ctx, tx, definition, note) };
    }
    if (isSame(before.definition, definition)) {
      return { outcome: "unchanged", template: await showTemplate(tx, before.id) };
    }
    refuseUnchangeable(before);
    await saveNext(ctx, tx, { before, definition, note });
    return { outcome: "updated", template: await showTemplate(tx, before.id) };
  });
}

/** Throws INVALID_INPUT with every fault, its line and its column. */
function readDefinition(body: Uint8Array): Definition {
  const reading = readYaml(decodeText(body));
  if (reading.kind === "faults") {
    throw invalidInput(
      ...reading.faults.map(({ path, message, line, column }) => ({
        path,
        line,
        column,
        message: `Line ${line}, column ${column}: ${message}`,
      })),
    );
  }
  refuseUnstorable(reading.definition);
  return reading.definition;
}
