import type { Queryable } from "#lib/database/client.ts";
import { measureDrift } from "#lib/environments/rules/drift.ts";
import {
  countBetween,
  selectOpen,
  selectRunning,
  toReleaseView,
  type OpenRow,
  type ReleaseRow,
  type Span,
} from "#lib/environments/store-matrix.ts";
import type { MatrixCell, OpenDeployment } from "#lib/environments/view.ts";
import { parseVersion, precedenceKey } from "#lib/products/rules/semver.ts";

/** Reads the cells of these products, each row in the order of the environments. */
export async function fillMatrix(
  db: Queryable,
  productIds: readonly string[],
  environmentIds: readonly string[],
): Promise<Map<string, MatrixCell[]>> {
  const [running, open] = await Promise.all([
    selectRunning(db, productIds, environmentIds),
    selectOpen(db, productIds, environmentIds),
  ]);
  const find = (productId: string, environmentId: string) => running.find(isOf({ productId, environmentId })) ?? null;
  const counts = await countSpans(db, spansOf(productIds, environmentIds, find));

  const rowOf = (productId: string) =>
    environmentIds.map((environmentId, index): MatrixCell => {
      const here = find(productId, environmentId);
      const before = findBefore(productId, environmentIds.slice(0, index), find);
      const between = (older: string, newer: string) => counts.get(keyOf({ productId, older, newer })) ?? 0;
      return {
        environmentId,
        release: here && toReleaseView(here),
        drift: measureDrift(here, before, between),
        open: toOpen(open.find(isOf({ productId, environmentId })) ?? null),
      };
    });
  return new Map(productIds.map((productId) => [productId, rowOf(productId)]));
}

interface Place {
  productId: string;
  environmentId: string;
}

type Find = (productId: string, environmentId: string) => ReleaseRow | null;

function isOf(place: Place): (row: Place) => boolean {
  return (row) => row.productId === place.productId && row.environmentId === place.environmentId;
}

/** What a version is promoted from: the environment just before, though nothing may run there. */
function findBefore(productId: string, earlier: readonly string[], find: Find): ReleaseRow | null {
  const last = earlier.at(-1);
  return last === undefined ? null : find(productId, last);
}

function spansOf(productIds: readonly string[], environmentIds: readonly string[], find: Find): Span[] {
  return productIds.flatMap((productId) =>
    environmentIds.flatMap((environmentId, index) => {
      const here = find(productId, environmentId);
      const before = findBefore(productId, environmentIds.slice(0, index), find);
      if (here === null || before === null) return [];
      return [
        { productId, older: here.version, newer: before.version },
        { productId, older: before.version, newer: here.version },
      ];
    }),
  );
}

async function countSpans(db: Queryable, spans: readonly Span[]): Promise<Map<string, number>> {
  const unlike = spans.filter(({ older, newer }) => older !== newer);
  const keyed = unlike.map((span) => ({ ...span, older: toKey(span.older), newer: toKey(span.newer) }));
  const counts = await countBetween(db, keyed);
  return new Map(unlike.map((span, index) => [keyOf(span), counts[index] ?? 0]));
}

function toKey(version: string): string {
  const parsed = parseVersion(version);
  return parsed ? precedenceKey(parsed) : "";
}

function keyOf({ productId, older, newer }: Span): string {
  return `${productId} ${older} ${newer}`;
}

function toOpen(row: OpenRow | null): OpenDeployment | null {
  return row && { id: row.id, number: row.number, version: row.version, status: row.status };
}
