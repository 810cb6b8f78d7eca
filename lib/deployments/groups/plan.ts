import type { Queryable } from "#lib/database/client.ts";
import { selectDependencies } from "#lib/deployments/dependencies/store.ts";
import type { GroupPlanView } from "#lib/deployments/groups/view.ts";
import { requireVersion } from "#lib/deployments/pin-release.ts";
import { orderByNeeds, type Need } from "#lib/deployments/rules/order.ts";
import { findViolations, type Violation } from "#lib/deployments/rules/ranges.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { selectRunning } from "#lib/environments/store-matrix.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import type { ProductView, VersionView } from "#lib/products/view.ts";

interface Wish {
  product: string;
  version: string;
}

export interface PlannedItem<Item extends Wish> {
  item: Item;
  product: ProductView;
  version: VersionView;
  /** Slugs of the products of the group that come before it. */
  needs: string[];
}

export interface GroupPlan<Item extends Wish> {
  levels: PlannedItem<Item>[][];
  violations: Violation[];
}

/** Puts products into the order of their dependencies. Throws NOT_FOUND, and IMPOSSIBLE with the path of a circle. */
export async function planGroup<Item extends Wish>(
  db: Queryable,
  { environment, items }: { environment: string; items: readonly Item[] },
): Promise<GroupPlan<Item>> {
  const { id: environmentId } = await requireEnvironment(db, environment);
  const found = await findAll(db, items);
  const all = await selectDependencies(
    db,
    [...found.values()].map(({ product }) => product.id),
  );
  const needs = all.map(({ product, dependsOn }): Need => ({ from: product.slug, to: dependsOn.slug }));

  const order = orderByNeeds([...found.keys()], needs);
  if (order.kind === "cycle") {
    throw new DomainError("IMPOSSIBLE", `These products need each other in a circle: ${order.path.join(" → ")}.`);
  }
  const levels = order.levels.map((level) =>
    level.flatMap((slug) => {
      const item = found.get(slug);
      const before = needs.filter(({ from, to }) => from === slug && found.has(to)).map(({ to }) => to);
      return item ? [{ ...item, needs: before }] : [];
    }),
  );
  const dependencies = all.map((one) => ({
    product: one.product.slug,
    dependsOn: one.dependsOn.slug,
    range: one.range,
  }));
  const coming = new Map([...found].map(([slug, { version }]) => [slug, version.version]));
  const running = await findVersions(
    db,
    environmentId,
    all.flatMap(({ product, dependsOn }) => [product, dependsOn]),
  );
  return { levels, violations: findViolations(dependencies, coming, running) };
}

async function findAll<Item extends Wish>(
  db: Queryable,
  items: readonly Item[],
): Promise<Map<string, Omit<PlannedItem<Item>, "needs">>> {
  const found = new Map<string, Omit<PlannedItem<Item>, "needs">>();
  for (const [index, item] of items.entries()) {
    const product = await requireProduct(db, item.product);
    if (found.has(product.slug)) {
      throw invalidInput({ path: `items.${index}.product`, message: `${product.slug} stands here twice.` });
    }
    found.set(product.slug, { item, product, version: await requireVersion(db, product, item.version) });
  }
  return found;
}

/** What runs in the environment, by slug. */
async function findVersions(
  db: Queryable,
  environmentId: string,
  products: readonly { id: string; slug: string }[],
): Promise<Map<string, string>> {
  const slugs = new Map(products.map(({ id, slug }) => [id, slug]));
  const rows = await selectRunning(db, [...slugs.keys()], [environmentId]);
  return new Map(rows.map((row) => [slugs.get(row.productId) ?? "", row.version]));
}

export function toPlanView<Item extends Wish>({ levels, violations }: GroupPlan<Item>): GroupPlanView {
  const toItem = ({ product: { id, slug, name }, version, needs }: PlannedItem<Item>) => ({
    product: { id, slug, name },
    version: version.version,
    needs,
  });
  return { levels: levels.map((level) => level.map(toItem)), violations };
}
