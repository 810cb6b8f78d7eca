import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { builtInTemplates } from "#lib/templates/built-in/all.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { isSame, saveNext } from "#lib/templates/save.ts";
import { findTemplateRow, insertTemplate, lockTemplate } from "#lib/templates/store-templates.ts";

const NOTE = "As it comes with Slipway.";

/**
 * Sees to it that the templates that come with Slipway are there, at each start: one that a newer Slipway has changed
 * gets another version. A template of somebody's own that has the slug already is left alone.
 */
export async function ensureBuiltInTemplates(ctx: Context): Promise<void> {
  for (const definition of builtInTemplates) await ensure(ctx, definition);
}

async function ensure(ctx: Context, definition: Definition): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const by = toActorView(ctx.actor);
    const made = await insertTemplate(tx, { definition, note: NOTE, by, now: ctx.clock.now() }, true);
    if (made !== null) {
      const { slug, name } = definition;
      recordEvent(ctx, tx, {
        type: "template_created",
        subject: { kind: "template", id: made },
        data: { slug, name, version: 1, note: NOTE },
      });
      return;
    }
    const present = await findTemplateRow(tx, definition.slug);
    const before = present && (await lockTemplate(tx, present.id));
    if (!before?.isBuiltIn) {
      ctx.log.warn({ slug: definition.slug }, "A template has the slug of one that comes with Slipway.");
    } else if (!isSame(before.definition, definition)) {
      await saveNext(ctx, tx, { before, definition, note: NOTE });
    }
  });
}
