import { randomUUID } from "node:crypto";
import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma } from "#lib/database/client.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import { insertEntry } from "#lib/deployments/queue/store.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { TestContext } from "#lib/testing/database.ts";

export interface LineWorld {
  productId: string;
  environmentId: string;
}

/** A product and an environment of their own. */
export async function aLine(ctx: TestContext): Promise<LineWorld> {
  const slug = `line-${randomUUID().slice(0, 8)}`;
  const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } });
  const position = ((await ctx.db.environment.aggregate({ _max: { position: true } }))._max.position ?? 0) + 1;
  const environment = await ctx.db.environment.create({ data: { slug, name: slug, position } });
  return { productId: product.id, environmentId: environment.id };
}

interface Wishes {
  priority?: Priority;
  scheduledAt?: Date;
  need?: ApprovalNeed;
  needs?: string[];
  author?: ActorView;
}

/** A deployment that waits in the line, as the tables hold it. */
export async function enqueue(
  ctx: TestContext,
  line: LineWorld,
  wishes: Wishes = {},
): Promise<{ id: string; queueId: string; number: number }> {
  const {
    priority = "normal",
    scheduledAt = null,
    need,
    needs = [],
    author = { kind: "system", name: "test" },
  } = wishes;
  const { deployment, machine } = await keep(ctx, line, { priority, needs, status: "queued", author, need });
  const queueId = await ctx.db.$transaction((tx) =>
    insertEntry(tx, {
      ...line,
      deploymentId: deployment.id,
      priority,
      scheduledAt,
      timeZone: "UTC",
      enqueuedAt: ctx.clock.now(),
    }),
  );
  await ctx.db.machine.update({ where: { id: machine.id }, data: { context: contextOf(line, deployment) } });
  return { ...deployment, queueId };
}

/** One that was deployed before, and how long it took. */
export async function completed(ctx: TestContext, line: LineWorld, minutes: number): Promise<void> {
  const { deployment } = await keep(ctx, line, {
    priority: "normal",
    needs: [],
    status: "completed",
    author: { kind: "system" },
  });
  const completedAt = ctx.clock.now();
  const startedAt = new Date(completedAt.getTime() - minutes * 60_000);
  await ctx.db.deployment.update({ where: { id: deployment.id }, data: { startedAt, completedAt } });
}

async function keep(
  ctx: TestContext,
  line: LineWorld,
  wish: { priority: Priority; needs: string[]; status: string; author: ActorView; need?: ApprovalNeed | undefined },
) {
  const machine = await ctx.db.machine.create({
    data: { kind: "deployment", status: wish.status === "queued" ? "pending" : "completed" },
  });
  const deployment = await ctx.db.deployment.create({
    data: {
      ...line,
      name: "A test deployment",
      machineId: machine.id,
      needs: wish.needs,
      status: wish.status,
      priority: wish.priority,
      plan: { templateSlug: null, templateVersion: null, stages: [] },
      release: { image: "line", tag: "", digest: null, version: "1.0.0", artifacts: [] },
      trigger: { kind: "manual" },
      ...(wish.need && { approvalNeed: { ...wish.need } }),
      createdBy: { ...wish.author },
    },
    select: { id: true, number: true },
  });
  return { deployment, machine };
}

function contextOf(line: LineWorld, { id, number }: { id: string; number: number }): Prisma.InputJsonObject {
  return {
    deploymentId: id,
    number,
    product: { id: line.productId, slug: "line" },
    environment: { id: line.environmentId, slug: "line" },
    deviceFilter: {},
    release: { versionId: null, version: "1.0.0", image: "line", tag: "", digest: null },
    fromVersion: null,
  };
}
