import type { Queryable } from "#lib/database/client.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { sketchStages } from "#lib/templates/rules/sketch.ts";
import {
  findDefinition,
  findTemplateRow,
  holdTemplateRow,
  selectVersions,
  type UsedTemplate,
} from "#lib/templates/store-templates.ts";
import type { TemplateSummary, TemplateView } from "#lib/templates/view.ts";

const VERSIONS_SHOWN = 100;

export function toSummary(row: UsedTemplate): TemplateSummary {
  const { id, slug, name, description, isBuiltIn, currentVersion, definition, use } = row;
  return {
    id,
    slug,
    name,
    description,
    isBuiltIn,
    version: currentVersion,
    stages: sketchStages(definition.stages),
    use,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

/** Reads a template with one of its versions, without asking for permission. Throws NOT_FOUND. */
export async function showTemplate(db: Queryable, idOrSlug: string, version?: number): Promise<TemplateView> {
  const row = await requireTemplate(db, idOrSlug);
  const shownVersion = version ?? row.currentVersion;
  const definition =
    shownVersion === row.currentVersion ? row.definition : await findDefinition(db, row.id, shownVersion);
  if (!definition) throw notFound("version of the template");
  const versions = await selectVersions(db, row.id, VERSIONS_SHOWN);
  return {
    ...toSummary(row),
    definition,
    shownVersion,
    versions: versions.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: createdAt.toISOString() })),
  };
}

/** Finds a template by its id, or by the slug of one in use. Throws NOT_FOUND. */
export async function requireTemplate(db: Queryable, idOrSlug: string): Promise<UsedTemplate> {
  const row = await findTemplateRow(db, idOrSlug);
  if (!row) throw notFound("template");
  return row;
}

/**
 * Finds a template that something is about to need, and keeps it from being archived until the transaction is over.
 * Throws NOT_FOUND, and WRONG_STATE for an archived one.
 */
export async function holdTemplate(db: Queryable, idOrSlug: string): Promise<UsedTemplate> {
  const { id } = await requireTemplate(db, idOrSlug);
  await holdTemplateRow(db, id);
  const template = await requireTemplate(db, id);
  if (template.archivedAt) throw new DomainError("WRONG_STATE", `The template ${template.name} is archived.`);
  return template;
}
