import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { openBench, type BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";

const DEPLOYMENTS = 1_000;
const STAGES = 8;
const PROCESSES = 2;

/** What one process did. */
export interface StagesReport {
  /** How often handlers were asked. */
  asked: number;
}

/**
 * Deployments of eight stages each, carried on by two processes as orchestrators do it: leases, history, the deployment's
 * own state and events included. The stages themselves take no time, so that only the machine is measured.
 */
export async function measureStages(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  try {
    const deployments = Math.ceil(DEPLOYMENTS * scale);
    await insertDeployments(ctx, deployments);
    const children = await Promise.all(Array.from({ length: PROCESSES }, () => startChild(ctx)));
    const begin = performance.now();
    const reports = await Promise.all(children.map((carryOn) => carryOn()));
    const seconds = (performance.now() - begin) / 1_000;
    const stages = deployments * STAGES;
    const asked = reports.reduce((sum, report) => sum + report.asked, 0);
    const { completed, stageEnds } = await countEnds(ctx);
    if (completed !== deployments || stageEnds !== stages) {
      throw new Error(
        `${completed} of ${deployments} deployments and ${stageEnds} of ${stages} stages came to their end.`,
      );
    }
    return [
      {
        id: "stages-per-second",
        what: `${deployments.toLocaleString("en")} deployments of ${STAGES} stages, ${PROCESSES} processes at once`,
        database: "postgres",
        value: stages / seconds,
        unit: "stages/s",
        target: { comparison: "atLeast", value: 200 },
        reference: {
          what: "share of the busier process",
          value: Math.max(...reports.map((report) => report.asked)) / seconds,
        },
      },
      {
        id: "stages-doubled",
        what: `Stages that were run twice, of ${stages.toLocaleString("en")}`,
        database: "postgres",
        value: asked - stages,
        unit: "",
        target: { comparison: "atMost", value: 0 },
        reference: null,
      },
    ];
  } finally {
    await ctx.handle.close();
  }
}

/** Starts a process that waits for the word, and answers with how to give it. */
async function startChild(ctx: BenchContext): Promise<() => Promise<StagesReport>> {
  const child = fork(path.join(import.meta.dirname, "lib/stages-child.ts"), [ctx.handle.url ?? ""]);
  const failed = once(child, "exit").then(() => {
    throw new Error("A process ended before its work was done.");
  });
  failed.catch(() => {}); // It also ends after its work.
  await Promise.race([once(child, "message"), failed]);
  return async () => {
    child.send("go");
    const [report] = (await Promise.race([once(child, "message"), failed])) as [StagesReport];
    child.disconnect();
    return report;
  };
}

/** Deployments that were just started, as startDeployment leaves them. */
async function insertDeployments(ctx: BenchContext, count: number): Promise<void> {
  const stages = Array.from({ length: STAGES }, (_, index) => ({
    name: `stage${index + 1}`,
    title: "",
    description: "",
    kind: "wait",
    needs: index === 0 ? [] : [`stage${index}`],
    skippedBecause: null,
    onFailure: "rollBack",
    timeLimitSeconds: 3_600,
    attemptsMax: 1,
    config: { minutes: 0 },
  }));
  const plan = JSON.stringify({ templateSlug: null, templateVersion: null, stages });
  const product = await ctx.db.product.create({ data: { slug: "bench", name: "Bench", kind: "firmware" } });
  const by = JSON.stringify({ kind: "system", name: "bench" });
  await ctx.db.$executeRaw`
    WITH made AS (
      SELECT gen_random_uuid() AS id, gen_random_uuid() AS machine_id, number FROM generate_series(1, ${count}::int) AS number
    ), machine AS (
      INSERT INTO machines (id, kind, status, context, wake_at, started_at)
      SELECT machine_id, 'deployment', 'running', jsonb_build_object(
        'deploymentId', id, 'number', number, 'product', jsonb_build_object('id', ${product.id}::text, 'slug', 'bench'),
        'environment', NULL, 'deviceFilter', '{}'::jsonb, 'fromVersion', NULL,
        'release', jsonb_build_object('versionId', NULL, 'version', '1.0.0', 'image', 'bench', 'tag', '1.0.0', 'digest', NULL)),
        now(), now()
      FROM made RETURNING id
    ), stage AS (
      INSERT INTO machine_stages (machine_id, name, position, needs, status)
      SELECT machine.id, s.value->>'name', s.place - 1, ARRAY(SELECT jsonb_array_elements_text(s.value->'needs')), 'pending'
      FROM machine, jsonb_array_elements(${plan}::jsonb->'stages') WITH ORDINALITY AS s(value, place)
    )
    INSERT INTO deployments (id, number, name, product_id, machine_id, needs, status, variables, plan, release, trigger,
                             created_by, started_at, updated_at)
    SELECT id, number, 'bench', ${product.id}::uuid, machine_id, '{}', 'running', '{}', ${plan}::jsonb,
           '{"image": "bench", "tag": "1.0.0", "digest": null, "version": "1.0.0", "artifacts": []}',
           '{"kind": "api"}', ${by}::jsonb, now(), now()
    FROM made`;
  await ctx.db.$executeRaw`ANALYZE`;
}

async function countEnds(ctx: BenchContext): Promise<{ completed: number; stageEnds: number }> {
  const completed = await ctx.db.deployment.count({ where: { status: "completed" } });
  const stageEnds = await ctx.db.machineEntry.count({ where: { type: "stage_complete" } });
  return { completed, stageEnds };
}
