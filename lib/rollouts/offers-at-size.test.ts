import { beforeAll, expect, it } from "vitest";
import { Prisma, type Transaction } from "#lib/database/client.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import {
  closeStaleActions,
  offerScopedRollbacks,
  offerUpdates,
  skipWaiting,
  withdrawOffers,
} from "#lib/rollouts/store-offers.ts";
import { findRolloutRecord } from "#lib/rollouts/store-read.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

// Few enough that nobody looks at the tables by himself after the mass write.
const DEVICES = 900;
/** What a statement looks at, for each device. Where every device is compared with every action it is some hundreds. */
const ROWS_PER_DEVICE_MAX = 12;

interface PlanNode {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  Plans?: PlanNode[];
}

type Work = (tx: Transaction, rollout: RolloutRecord) => Promise<unknown>;

const scope = "all";
const works: [string, Work][] = [
  ["closing what older rollouts left", (tx, rollout) => closeStaleActions(tx, rollout, new Date())],
  ["offering", (tx, rollout) => offerUpdates(tx, rollout, new Date())],
  ["withdrawing", (tx, rollout) => withdrawOffers(tx, rollout.id, { to: "pending", scope, reason: "why" }, new Date())],
  [
    "offering the way back",
    async (tx, rollout) => {
      await tx.$executeRaw`UPDATE image_rollouts SET status = 'rollingBack' WHERE id = ${rollout.id}::uuid`;
      await tx.$executeRaw`UPDATE rollout_device_status SET status = 'healthy' WHERE status = 'scheduled'`;
      return offerScopedRollbacks(tx, rollout, new Date());
    },
  ],
  ["leaving out", (tx, rollout) => skipWaiting(tx, rollout.id, { scope, reason: "why" }, new Date())],
];

/** What was known of the open actions when somebody last looked: none were there, or all were closed. */
const ignorances: [string, string[]][] = [
  ["nothing was open yet", []],
  [
    "everything was closed",
    [
      "UPDATE device_actions SET closed_at = now()",
      "ANALYZE device_actions",
      "UPDATE device_actions SET closed_at = NULL",
    ],
  ],
];

describeWithDatabase("A step over many devices, when the planner knows nothing of the last one", (getCtx) => {
  let rolloutId: string;

  beforeAll(async () => {
    const { db } = getCtx();
    await db.$executeRaw`ALTER TABLE device_actions SET (autovacuum_enabled = off)`;
    await db.$executeRaw`ANALYZE device_actions`;
    const world = await RolloutWorld.with(getCtx(), { devices: DEVICES });
    rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    await db.$executeRaw`UPDATE rollout_batches SET status = 'running', started_at = now() WHERE index = 1`;
    await db.$executeRaw`ANALYZE rollout_device_status`;
  });

  for (const [ignorance, statements] of ignorances) {
    it.each(works)(`${ignorance}: %s looks at each device by itself`, async (_, work) => {
      const { db } = getCtx();
      const rollout = await findRolloutRecord(db, rolloutId);
      const plans: PlanNode[] = [];
      await expect(
        db.$transaction(
          async (tx) => {
            for (const statement of statements) await tx.$executeRawUnsafe(statement);
            await work(explaining(tx, plans), rollout!);
            throw new Error("Leave everything as it was.");
          },
          { timeout: 60_000 },
        ),
      ).rejects.toThrow("as it was");
      expect(plans).toHaveLength(1);
      expect(Math.max(...plans.map(mostRows))).toBeLessThan(DEVICES * ROWS_PER_DEVICE_MAX);
    });
  }
});

/** Asks for the plans of what is asked, and carries it out. */
function explaining(tx: Transaction, plans: PlanNode[]): Transaction {
  const $queryRaw = async (texts: TemplateStringsArray, ...values: unknown[]) => {
    const asked = Prisma.sql(texts, ...(values as Prisma.Sql[]));
    const [row] = await tx.$queryRaw<{ "QUERY PLAN": [{ Plan: PlanNode }] }[]>(
      Prisma.sql`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${asked}`,
    );
    plans.push(row!["QUERY PLAN"][0].Plan);
    return [];
  };
  return new Proxy(tx, { get: (target, name) => (name === "$queryRaw" ? $queryRaw : Reflect.get(target, name)) });
}

/** The most rows that one part of a plan met, whether it kept them or not. */
function mostRows(node: PlanNode): number {
  const perLoop =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0);
  return Math.max(perLoop * node["Actual Loops"], ...(node.Plans ?? []).map(mostRows));
}
