import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access/rules/actor.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Prisma } from "#lib/database/client.ts";
import { insertEntry } from "#lib/deployments/queue/store.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import type { TestContext } from "#lib/testing/database.ts";

interface Wishes {
  author?: Actor;
  status?: string;
  need?: ApprovalNeed | null;
  stages?: Pick<PlannedStage, "name" | "kind" | "config">[];
  /** The states of the stages, by name. */
  states?: Record<string, string>;
}

/** A deployment as the tables hold it, for tests of what is decided about one; nothing carries it out. */
export async function aDeployment(ctx: TestContext, wishes: Wishes = {}): Promise<{ id: string; machineId: string }> {
  const { author = ctx.actor, status = "queued", need = null, stages = [], states = {} } = wishes;
  const slug = `p-${randomUUID()}`;
  const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } });
  const machine = await ctx.db.machine.create({
    data: {
      kind: "deployment",
      status: status === "queued" ? "pending" : "running",
      stages: {
        create: stages.map(({ name }, position) => ({ name, position, needs: [], status: states[name] ?? "pending" })),
      },
    },
  });
  const plan = { templateSlug: null, templateVersion: null, stages: stages.map(toPlanned) };
  const { id, number } = await ctx.db.deployment.create({
    data: {
      name: slug,
      productId: product.id,
      machineId: machine.id,
      needs: [],
      status,
      plan: plan as unknown as Prisma.InputJsonObject,
      release: {},
      trigger: { kind: "manual" },
      ...(need && { approvalNeed: { ...need } }),
      createdBy: { ...toActorView(author) },
    },
  });
  const context = {
    deploymentId: id,
    number,
    product: { id: product.id, slug },
    environment: null,
    release: { version: "1.0.0" },
  };
  await ctx.db.machine.update({ where: { id: machine.id }, data: { context } });
  if (status === "queued") {
    await ctx.db.$transaction((tx) =>
      insertEntry(tx, {
        deploymentId: id,
        productId: product.id,
        environmentId: null,
        priority: "normal",
        scheduledAt: null,
        timeZone: "UTC",
        enqueuedAt: ctx.clock.now(),
      }),
    );
  }
  return { id, machineId: machine.id };
}

function toPlanned(stage: Pick<PlannedStage, "name" | "kind" | "config">): PlannedStage {
  return {
    title: "",
    description: "",
    onFailure: "rollBack",
    needs: [],
    skippedBecause: null,
    timeLimitSeconds: 3600,
    attemptsMax: 1,
    ...stage,
  };
}
