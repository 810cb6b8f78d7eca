import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Names } from "#lib/access/rules/names.ts";
import type { Reach } from "#lib/access/rules/reach.ts";

/** What a table's rows belong to, as SQL over the row called `r`. What belongs to nobody belongs to the house. */
interface Belonging {
  product?: string;
  environment?: string;
  /** Joins that the two need. */
  joins?: string;
}

const OF_PRODUCT: Belonging = { product: "r.product_id" };
const OF_BOTH: Belonging = { product: "r.product_id", environment: "r.environment_id" };
const OF_VERSION: Belonging = { product: "v.product_id", joins: "LEFT JOIN versions v ON v.id = r.version_id" };

/**
 * Every table whose rows belong to a product or an environment and are named by an id. A test holds it against the
 * schema: a new table with such a column must be put here, or be named there as one that nobody names.
 */
export const BELONGINGS: Readonly<Record<string, Belonging>> = {
  products: { product: "r.id" },
  environments: { environment: "r.id" },
  versions: OF_PRODUCT,
  channels: OF_PRODUCT,
  release_holds: OF_PRODUCT,
  cdn_files: OF_VERSION,
  cdn_uploads: OF_VERSION,
  deployment_artifacts: OF_PRODUCT,
  artifact_diffs: { product: "a.product_id", joins: "JOIN deployment_artifacts a ON a.id IN (r.from_id, r.to_id)" },
  update_packages: OF_PRODUCT,
  update_distributions: OF_PRODUCT,
  image_update_policies: OF_PRODUCT,
  image_rollouts: {
    product: "r.product_id",
    environment: "COALESCE(d.environment_id, p.environment_id)",
    // One that takes a version back belongs where its plan does.
    joins: `LEFT JOIN deployments d ON d.id = r.deployment_id
      LEFT JOIN rollback_executions x ON x.id = r.rollback_execution_id
      LEFT JOIN rollback_plans p ON p.id = x.plan_id`,
  },
  deployments: OF_BOTH,
  deployment_queue: OF_BOTH,
  deployment_schedules: OF_BOTH,
  deployment_groups: {
    product: "d.product_id",
    environment: "d.environment_id",
    joins: "JOIN deployments d ON d.group_id = r.id",
  },
  environment_releases: OF_BOTH,
  calendar_rules: OF_BOTH,
  line_stops: OF_BOTH,
  ci_triggers: OF_BOTH,
  risk_assessments: OF_BOTH,
  rollback_plans: OF_BOTH,
  rollback_executions: {
    product: "p.product_id",
    environment: "p.environment_id",
    joins: "JOIN rollback_plans p ON p.id = r.plan_id",
  },
  incidents: {
    product: "r.product_id",
    environment: "p.environment_id",
    joins: "JOIN rollback_plans p ON p.id = r.plan_id",
  },
  product_databases: OF_PRODUCT,
};

/** Counts the records that are named, and those of them that lie outside of a reach. */
export async function countNamed(
  db: Queryable,
  { ids, slugs, images }: Names,
  reach: Reach,
): Promise<{ found: number; outside: number }> {
  const byId = Object.entries(BELONGINGS).map(([table, { product, environment, joins }]) => {
    // Nothing here comes from outside: the texts stand in the table above.
    const source = Prisma.raw(`SELECT r.id, ${product ?? "NULL"}::uuid AS product_id,
      ${environment ?? "NULL"}::uuid AS environment_id FROM ${table} r ${joins ?? ""}`);
    return Prisma.sql`${source} WHERE r.id = ANY(${ids}::uuid[])`;
  });
  const productIds = reach.productIds && [...reach.productIds];
  const environmentIds = reach.environmentIds && [...reach.environmentIds];
  const [row] = await db.$queryRaw<{ found: number; outside: number }[]>`
    WITH named (id, product_id, environment_id) AS (
      ${Prisma.join(byId, " UNION ALL ")}
      UNION ALL
      SELECT id, id, NULL::uuid FROM products WHERE slug = ANY(${slugs}::text[]) OR image = ANY(${images}::text[])
      UNION ALL
      SELECT id, NULL::uuid, id FROM environments WHERE slug = ANY(${slugs}::text[]) AND archived_at IS NULL
    )
    SELECT count(*)::int AS found, (count(*) FILTER (WHERE
      (product_id IS NULL AND environment_id IS NULL)
      OR (${productIds}::uuid[] IS NOT NULL AND NOT product_id = ANY(${productIds}::uuid[]))
      OR (${environmentIds}::uuid[] IS NOT NULL AND NOT environment_id = ANY(${environmentIds}::uuid[]))
    ))::int AS outside
    FROM named`;
  return row ?? { found: 0, outside: 0 };
}
