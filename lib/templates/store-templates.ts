import type { Reach } from "#lib/access/rules/reach.ts";
import { environmentsWithin, productsWithin } from "#lib/access/teams/store-reach.ts";
import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import type { TemplateUse } from "#lib/templates/view.ts";

export interface TemplateRecord {
  id: string;
  slug: string;
  name: string;
  description: string;
  isBuiltIn: boolean;
  currentVersion: number;
  /** Of the current version. */
  definition: Definition;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
}

export interface UsedTemplate extends TemplateRecord {
  use: TemplateUse;
}

export interface TemplateQuery {
  archived: boolean;
  q?: string | undefined;
  after: { isBuiltIn: boolean; name: string; id: string } | null;
  limit: number;
}

const COLUMNS = Prisma.sql`
  t.id, t.slug, t.name, t.description, t.is_built_in AS "isBuiltIn", t.current_version AS "currentVersion",
  v.definition, t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.archived_at AS "archivedAt"`;

const WITH_VERSION = Prisma.sql`
  deployment_templates t
  JOIN deployment_template_versions v ON v.template_id = t.id AND v.version = t.current_version`;

/** Counted over the deployments of each template that is read, by their index. */
const USE = Prisma.sql`
  jsonb_build_object(
    'count', count(*)::int,
    'finished', (count(*) FILTER (WHERE d.status IN ('completed', 'failed', 'rolledBack')))::int,
    'succeeded', (count(*) FILTER (WHERE d.status = 'completed'))::int,
    'lastAt', to_char(max(d.created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

/** Reads templates with their use, those that came with Slipway first; one more than asked for where there are more. */
export async function selectTemplates(db: Queryable, query: TemplateQuery): Promise<UsedTemplate[]> {
  const { after } = query;
  const conditions = [query.archived ? Prisma.sql`t.archived_at IS NOT NULL` : Prisma.sql`t.archived_at IS NULL`];
  if (query.q) {
    const pattern = `%${escapeLike(query.q)}%`;
    conditions.push(Prisma.sql`(t.name ILIKE ${pattern} OR t.slug ILIKE ${pattern} OR t.description ILIKE ${pattern})`);
  }
  if (after) {
    conditions.push(
      Prisma.sql`(NOT t.is_built_in, t.name COLLATE "C", t.id) > (${!after.isBuiltIn}::boolean, ${after.name}::text COLLATE "C", ${after.id}::uuid)`,
    );
  }
  return db.$queryRaw<UsedTemplate[]>`
    SELECT ${COLUMNS}, u.use
    FROM ${WITH_VERSION}
    CROSS JOIN LATERAL (SELECT ${USE} AS use FROM deployments d WHERE d.template_id = t.id) AS u
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY NOT t.is_built_in, t.name COLLATE "C", t.id
    LIMIT ${query.limit + 1}`;
}

/** Finds one by its id, archived or not, or by the slug of one in use. */
export async function findTemplateRow(db: Queryable, idOrSlug: string): Promise<UsedTemplate | null> {
  const bySlug = Prisma.sql`(t.slug = ${idOrSlug} AND t.archived_at IS NULL)`;
  const [row] = await db.$queryRaw<UsedTemplate[]>`
    SELECT ${COLUMNS}, u.use
    FROM ${WITH_VERSION}
    CROSS JOIN LATERAL (SELECT ${USE} AS use FROM deployments d WHERE d.template_id = t.id) AS u
    WHERE ${isUuid(idOrSlug) ? Prisma.sql`(t.id = ${idOrSlug}::uuid OR ${bySlug})` : bySlug}
    LIMIT 1`;
  return row ?? null;
}

/** Locks a template against others who change it, and reads it as it is then. */
export async function lockTemplate(tx: Transaction, id: string): Promise<TemplateRecord | null> {
  await tx.$queryRaw`SELECT id FROM deployment_templates WHERE id = ${id}::uuid FOR UPDATE`;
  const [row] = await tx.$queryRaw<TemplateRecord[]>`
    SELECT ${COLUMNS} FROM ${WITH_VERSION} WHERE t.id = ${id}::uuid`;
  return row ?? null;
}

/** Keeps a template from being archived until the transaction is over. */
export async function holdTemplateRow(db: Queryable, id: string): Promise<void> {
  await db.$queryRaw`SELECT id FROM deployment_templates WHERE id = ${id}::uuid FOR KEY SHARE`;
}

export async function findDefinition(db: Queryable, templateId: string, version: number): Promise<Definition | null> {
  const row = await db.templateVersion.findUnique({
    where: { templateId_version: { templateId, version } },
    select: { definition: true },
  });
  // The column holds only what definitionInput accepted, so the cast is safe.
  return row ? (row.definition as unknown as Definition) : null;
}

export interface VersionRow {
  version: number;
  note: string;
  createdAt: Date;
  createdBy: ActorView;
  use: TemplateUse;
}

/** Reads the newest versions with what became of their deployments. */
export async function selectVersions(db: Queryable, templateId: string, limit: number): Promise<VersionRow[]> {
  return db.$queryRaw<VersionRow[]>`
    SELECT v.version, v.note, v.created_at AS "createdAt", v.created_by AS "createdBy",
           coalesce(u.use, jsonb_build_object('count', 0, 'finished', 0, 'succeeded', 0, 'lastAt', NULL)) AS use
    FROM deployment_template_versions v
    LEFT JOIN (
      SELECT d.template_version AS version, ${USE} AS use
      FROM deployments d WHERE d.template_id = ${templateId}::uuid GROUP BY d.template_version
    ) AS u ON u.version = v.version
    WHERE v.template_id = ${templateId}::uuid
    ORDER BY v.version DESC LIMIT ${limit}`;
}

export interface NewVersion {
  definition: Definition;
  note: string;
  by: ActorView;
  now: Date;
}

/** Makes a template with its first version. Null where its slug is taken; waits for a maker who has not committed yet. */
export async function insertTemplate(
  tx: Transaction,
  { definition, note, by, now }: NewVersion,
  isBuiltIn: boolean,
): Promise<string | null> {
  const { slug, name, description } = definition;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO deployment_templates
      (slug, name, description, is_built_in, current_version, created_at, created_by, updated_at)
    VALUES (${slug}, ${name}, ${description}, ${isBuiltIn}, 1, ${now}::timestamptz, ${JSON.stringify(by)}::jsonb,
            ${now}::timestamptz)
    ON CONFLICT (slug) WHERE archived_at IS NULL DO NOTHING
    RETURNING id`;
  if (!row) return null;
  await insertVersion(tx, row.id, 1, { definition, note, by, now });
  return row.id;
}

/** Adds the next version to a locked template. */
export async function insertNextVersion(tx: Transaction, before: TemplateRecord, next: NewVersion): Promise<number> {
  const version = before.currentVersion + 1;
  await insertVersion(tx, before.id, version, next);
  const { name, description } = next.definition;
  await tx.deploymentTemplate.update({
    where: { id: before.id },
    data: { name, description, currentVersion: version, updatedAt: next.now },
    select: { id: true },
  });
  return version;
}

async function insertVersion(
  tx: Transaction,
  templateId: string,
  version: number,
  { definition, note, by, now }: NewVersion,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO deployment_template_versions (template_id, version, definition, note, created_at, created_by)
    VALUES (${templateId}::uuid, ${version}, ${JSON.stringify(definition)}::jsonb, ${note}, ${now}::timestamptz,
            ${JSON.stringify(by)}::jsonb)`;
}

export async function archiveRow(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.deploymentTemplate.update({
    where: { id },
    data: { archivedAt: now, updatedAt: now },
    select: { id: true },
  });
}

/** Who still makes deployments with a template by themselves, by name. */
export async function findTemplateUsers(db: Queryable, id: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT 'the schedule ' || s.name AS name FROM deployment_schedules s
    WHERE s.template_id = ${id}::uuid AND s.deleted_at IS NULL AND s.enabled
    UNION ALL
    SELECT 'the CI trigger ' || c.name FROM ci_triggers c
    WHERE c.template_id = ${id}::uuid AND c.deleted_at IS NULL AND c.enabled
    ORDER BY name LIMIT 5`;
  return rows.map((row) => row.name);
}

/** Of these slugs, those that no product within reach has. */
export async function findUnknownProducts(
  db: Queryable,
  slugs: readonly string[],
  reach: Reach | undefined,
): Promise<string[]> {
  if (slugs.length === 0) return [];
  const { productId: id } = productsWithin(reach);
  const rows = await db.product.findMany({
    where: { slug: { in: [...slugs] }, ...(id && { id }) },
    select: { slug: true },
  });
  const known = new Set(rows.map((row) => row.slug));
  return slugs.filter((slug) => !known.has(slug));
}

/** Of these slugs, those that no environment in use and within reach has. */
export async function findUnknownEnvironments(
  db: Queryable,
  slugs: readonly string[],
  reach: Reach | undefined,
): Promise<string[]> {
  if (slugs.length === 0) return [];
  const { environmentId: id } = environmentsWithin(reach);
  const where = { slug: { in: [...slugs] }, archivedAt: null, ...(id && { id }) };
  const rows = await db.environment.findMany({ where, select: { slug: true } });
  const known = new Set(rows.map((row) => row.slug));
  return slugs.filter((slug) => !known.has(slug));
}
