import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { canonicalJson } from "#lib/events/chain.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { refuseFaulty, refuseUnchangeable } from "#lib/templates/check.ts";
import { saveTemplateInput } from "#lib/templates/input.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { requireTemplate, showTemplate } from "#lib/templates/show.ts";
import { insertNextVersion, lockTemplate, type TemplateRecord } from "#lib/templates/store-templates.ts";
import type { TemplateView } from "#lib/templates/view.ts";

/**
 * Saves the next version of a template. Deployments keep the version that they were made with. Nothing happens where
 * nothing differs; throws CONFLICT where somebody else has saved since the version that this one was made from.
 */
export async function saveTemplate(ctx: Context, rawInput: unknown): Promise<TemplateView> {
  requirePermission(ctx.actor, "templates:write");
  const { templateId, definition, basedOnVersion, note } = parseInput(saveTemplateInput, rawInput);
  refuseFaulty(definition);

  return inTransaction(ctx, async (tx) => {
    const { id } = await requireTemplate(tx, templateId);
    const before = await lockTemplate(tx, id);
    if (!before) throw notFound("template");
    refuseUnchangeable(before);
    if (definition.slug !== before.slug) {
      throw invalidInput({ path: "definition.slug", message: `The slug stays ${before.slug}: addresses name it.` });
    }
    if (!isSame(before.definition, definition)) {
      if (before.currentVersion !== basedOnVersion) throw overtaken(before, basedOnVersion);
      await saveNext(ctx, tx, { before, definition, note });
    }
    return showTemplate(tx, id);
  });
}

export async function saveNext(
  ctx: Context,
  tx: Transaction,
  { before, definition, note }: { before: TemplateRecord; definition: Definition; note: string },
): Promise<void> {
  const by = toActorView(ctx.actor);
  const version = await insertNextVersion(tx, before, { definition, note, by, now: ctx.clock.now() });
  recordEvent(ctx, tx, {
    type: "template_updated",
    subject: { kind: "template", id: before.id },
    data: { slug: before.slug, name: definition.name, version, note },
  });
}

export function isSame(one: Definition, other: Definition): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function overtaken({ name, currentVersion }: TemplateRecord, basedOnVersion: number): DomainError {
  return new DomainError(
    "CONFLICT",
    `${name} is at version ${currentVersion} by now; yours was made from ${basedOnVersion}. Load it again and bring your changes in.`,
    { errors: [{ path: "basedOnVersion", message: `The newest version is ${currentVersion}.` }] },
  );
}
