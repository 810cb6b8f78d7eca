import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { UpdateDistribution } from "#lib/database/generated/client.ts";
import type { Distribution } from "#lib/updates/rules/gate.ts";
import { nextChangeAt, shareAt, type DistributionState, type ShareStep } from "#lib/updates/rules/share.ts";
import { OPEN_STATES } from "#lib/updates/rules/transitions.ts";
import { toDistributionFacts } from "#lib/updates/store-distribution-facts.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/** A distribution as use cases know it. */
export interface DistributionRecord extends Distribution {
  productId: string;
  channelId: string;
  timeZone: string;
  statusReason: string | null;
  pausedAt: Date | null;
  endedAt: Date | null;
  /** As people call it. */
  names: { product: string; channel: string; version: string };
}

export interface NewDistribution {
  productId: string;
  channelId: string;
  versionId: string;
  otherVersionId: string | null;
  strategy: string;
  status: DistributionState;
  percent: number;
  steps: readonly ShareStep[];
  startsAt: Date | null;
  timeZone: string;
  createdBy: ActorView;
}

export async function insertDistribution(tx: Transaction, draft: NewDistribution, now: Date): Promise<string> {
  const { id } = await tx.updateDistribution.create({
    data: { ...draft, steps: toJson(draft.steps), createdBy: { ...draft.createdBy }, createdAt: now },
    select: { id: true },
  });
  return id;
}

/** Locks and reads a distribution; null where there is none. */
export async function lockDistribution(tx: Transaction, id: string): Promise<DistributionRecord | null> {
  await tx.$queryRaw`SELECT 1 FROM update_distributions WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await tx.updateDistribution.findUnique({ where: { id }, include: named });
  return row && toRecord(tx, row);
}

/** Finds the distribution of a channel that is not over. */
export async function findOpenDistribution(tx: Transaction, channelId: string): Promise<DistributionRecord | null> {
  const row = await tx.updateDistribution.findFirst({
    where: { channelId, status: { in: [...OPEN_STATES] } },
    include: named,
  });
  return row && toRecord(tx, row);
}

export async function saveDistribution(tx: Transaction, record: DistributionRecord): Promise<void> {
  const { id, status, statusReason, percent, steps, pausedAt, endedAt, winnerId } = record;
  await tx.updateDistribution.update({
    where: { id },
    data: { status, statusReason, percent, steps: toJson(steps), pausedAt, endedAt, winnerId },
    select: { id: true },
  });
}

/** Those that time alone moves on. */
export async function selectMovingDistributions(db: Queryable): Promise<Distribution[]> {
  const rows = await db.updateDistribution.findMany({ where: { status: { in: ["scheduled", "running"] } } });
  return rows.map(toDistributionFacts);
}

export interface DistributionQuery {
  productId: string;
  channel?: string | undefined;
  status?: DistributionState | undefined;
  after: readonly [string, string] | null;
  limit: number;
}

/** Reads distributions, the newest first, one more than asked for where there are more. */
export async function selectDistributions(
  db: Queryable,
  { productId, channel, status, after, limit }: DistributionQuery,
  now: Date,
): Promise<DistributionView[]> {
  const conditions = [Prisma.sql`d.product_id = ${productId}::uuid`];
  if (channel !== undefined) conditions.push(Prisma.sql`c.name = ${channel}`);
  if (status !== undefined) conditions.push(Prisma.sql`d.status = ${status}`);
  if (after) conditions.push(Prisma.sql`(d.created_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  return readViews(db, Prisma.join(conditions, " AND "), limit + 1, now);
}

export async function findDistribution(db: Queryable, id: string, now: Date): Promise<DistributionView | null> {
  const [view] = await readViews(db, Prisma.sql`d.id = ${id}::uuid`, 1, now);
  return view ?? null;
}

interface Names {
  id: string;
  channel: string;
  version: string | null;
  otherVersion: string | null;
  winner: string | null;
}

async function readViews(db: Queryable, where: Prisma.Sql, limit: number, now: Date): Promise<DistributionView[]> {
  const names = await db.$queryRaw<Names[]>`
    SELECT d.id, c.name AS channel, v.version, o.version AS "otherVersion", w.version AS winner
    FROM update_distributions d
    JOIN channels c ON c.id = d.channel_id
    LEFT JOIN versions v ON v.id = d.version_id
    LEFT JOIN versions o ON o.id = d.other_version_id
    LEFT JOIN versions w ON w.id = d.winner_id
    WHERE ${where} ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit}`;
  const rows = await db.updateDistribution.findMany({ where: { id: { in: names.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return names.flatMap((named) => {
    const row = byId.get(named.id);
    return row ? [toView(row, named, now)] : [];
  });
}

function toView(row: UpdateDistribution, names: Names, now: Date): DistributionView {
  const facts = toDistributionFacts(row);
  return {
    id: row.id,
    productId: row.productId,
    channel: names.channel,
    version: names.version ?? "",
    versionId: row.versionId,
    otherVersion: names.otherVersion,
    otherVersionId: row.otherVersionId,
    winner: names.winner,
    strategy: facts.strategy,
    status: facts.status,
    statusReason: row.statusReason,
    percent: row.percent,
    share: shareAt(facts, now),
    steps: facts.steps.map(({ percent, at }) => ({ percent, at: at.toISOString() })),
    nextChangeAt: nextChangeAt(facts, now)?.toISOString() ?? null,
    startsAt: row.startsAt?.toISOString() ?? null,
    timeZone: row.timeZone,
    createdAt: row.createdAt.toISOString(),
    createdBy: readActor(row.createdBy),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

const named = { channel: { select: { name: true } }, product: { select: { slug: true } } } as const;
type NamedRow = UpdateDistribution & { channel: { name: string }; product: { slug: string } };

async function toRecord(db: Queryable, row: NamedRow): Promise<DistributionRecord> {
  const { productId, channelId, timeZone, statusReason, pausedAt, endedAt } = row;
  const version = await db.version.findUnique({ where: { id: row.versionId }, select: { version: true } });
  const names = { product: row.product.slug, channel: row.channel.name, version: version?.version ?? "" };
  return { ...toDistributionFacts(row), productId, channelId, timeZone, statusReason, pausedAt, endedAt, names };
}

function toJson(steps: readonly ShareStep[]): { percent: number; at: string }[] {
  return steps.map(({ percent, at }) => ({ percent, at: at.toISOString() }));
}
