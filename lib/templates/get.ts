import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { getTemplateInput } from "#lib/templates/input.ts";
import { writeYaml } from "#lib/templates/rules/yaml.ts";
import { showTemplate } from "#lib/templates/show.ts";
import type { TemplateView } from "#lib/templates/view.ts";

/** Reads a template by its id or slug, with its newest version or another one. Throws NOT_FOUND. */
export async function getTemplate(ctx: Context, rawInput: unknown): Promise<TemplateView> {
  requirePermission(ctx.actor, "templates:read");
  const { templateId, version } = parseInput(getTemplateInput, rawInput);
  return showTemplate(ctx.db, templateId, version);
}

/** Writes a template in YAML, as it can be imported elsewhere. */
export async function exportTemplate(ctx: Context, rawInput: unknown): Promise<{ fileName: string; yaml: string }> {
  const { slug, shownVersion, definition } = await getTemplate(ctx, rawInput);
  return { fileName: `${slug}-v${shownVersion}.yaml`, yaml: writeYaml(definition) };
}
