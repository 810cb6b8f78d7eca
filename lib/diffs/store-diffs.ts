import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";
import type { DiffOptions, SharedDiffView } from "#lib/diffs/view.ts";

export interface NewDiff {
  from: string;
  to: string;
  options: DiffOptions;
  createdAt: Date;
  createdBy: ActorView;
}

export async function insertDiff(tx: Transaction, diff: NewDiff): Promise<SharedDiffView> {
  const row = await tx.diff.create({
    data: {
      fromId: diff.from,
      toId: diff.to,
      options: diff.options as Prisma.InputJsonObject,
      createdAt: diff.createdAt,
      createdBy: { ...diff.createdBy },
    },
  });
  return toView(row);
}

export async function findDiff(db: Queryable, id: string): Promise<SharedDiffView | null> {
  const row = await db.diff.findUnique({ where: { id } });
  return row && toView(row);
}

/** The columns hold only what insertDiff wrote, so the casts are safe. */
function toView(row: Prisma.DiffGetPayload<object>): SharedDiffView {
  return {
    id: row.id,
    from: row.fromId,
    to: row.toId,
    options: row.options as DiffOptions,
    createdAt: row.createdAt.toISOString(),
    createdBy: readActor(row.createdBy),
    href: `/diffs/${row.id}`,
  };
}
