import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseFaulty, slugTaken } from "#lib/templates/check.ts";
import { createTemplateInput } from "#lib/templates/input.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { showTemplate } from "#lib/templates/show.ts";
import { insertTemplate } from "#lib/templates/store-templates.ts";
import type { TemplateView } from "#lib/templates/view.ts";

/** Makes a template. Throws CONFLICT where its slug is taken. */
export async function createTemplate(ctx: Context, rawInput: unknown): Promise<TemplateView> {
  requirePermission(ctx.actor, "templates:write");
  const { definition, note } = parseInput(createTemplateInput, rawInput);
  refuseFaulty(definition);
  return inTransaction(ctx, (tx) => makeTemplate(ctx, tx, definition, note));
}

export async function makeTemplate(
  ctx: Context,
  tx: Transaction,
  definition: Definition,
  note: string,
): Promise<TemplateView> {
  const by = toActorView(ctx.actor);
  const id = await insertTemplate(tx, { definition, note, by, now: ctx.clock.now() }, false);
  if (id === null) throw slugTaken(definition.slug);
  recordEvent(ctx, tx, {
    type: "template_created",
    subject: { kind: "template", id },
    data: { slug: definition.slug, name: definition.name, version: 1, note },
  });
  return showTemplate(tx, id);
}
