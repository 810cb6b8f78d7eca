import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUnchangeable } from "#lib/templates/check.ts";
import { templateIdInput } from "#lib/templates/input.ts";
import { requireTemplate } from "#lib/templates/show.ts";
import { archiveRow, findTemplateUsers, lockTemplate } from "#lib/templates/store-templates.ts";

/**
 * Puts a template away: nothing new is made with it, deployments go on, and its slug becomes free. Throws WRONG_STATE
 * while schedules or CI triggers still use it. Done twice, the second time changes nothing.
 */
export async function archiveTemplate(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "templates:write");
  const { templateId } = parseInput(templateIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const { id } = await requireTemplate(tx, templateId);
    const template = await lockTemplate(tx, id);
    if (!template) throw notFound("template");
    if (template.archivedAt) return;
    refuseUnchangeable(template);
    const users = await findTemplateUsers(tx, id);
    if (users.length > 0) {
      throw new DomainError("WRONG_STATE", `${template.name} is still used by ${users.join(", ")}.`);
    }
    await archiveRow(tx, id, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "template_archived",
      subject: { kind: "template", id },
      data: { slug: template.slug, name: template.name },
    });
  });
}
